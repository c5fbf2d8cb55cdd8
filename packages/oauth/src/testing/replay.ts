import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import type { ClientShape } from "./shapes/shape.ts";

/** The server that a recorded client is played against. */
export interface ReplayTarget {
  origin: string;
  /** Sends the person to an authorization request; resolves with the redirect to the client, which is not opened. */
  approve(authorizationUrl: string): Promise<URL>;
  /** On every request of the client itself. */
  headers?: Record<string, string>;
}

export interface Replayed {
  /** What the registration answered; null for a client that is known by its document. */
  registration: Record<string, unknown> | null;
  callback: URL;
  /** Answers of the two token requests. */
  exchanged: Record<string, unknown>;
  refreshed: Record<string, unknown>;
}

/** Plays a client from its first probe to a refreshed token, and fails where a real one would give up. */
export async function replayAuthorization(target: ReplayTarget, shape: ClientShape): Promise<Replayed> {
  await discover(target, shape);
  const registration = "registration" in shape.identity ? await register(target, shape.identity.registration) : null;
  const clientId = registration ? String(registration.client_id) : documentId(shape);
  const state = randomBytes(16).toString("base64url");
  const verifier = randomBytes(32).toString("base64url");
  const url = authorizationUrl(target, shape, { clientId, state, verifier });

  const callback = await target.approve(url);
  assert.equal(`${callback.href.split("?", 1)[0]}`, shape.redirectUri);
  assert.equal(callback.searchParams.get("state"), state);
  assert.equal(callback.searchParams.get("iss"), target.origin);
  const code = callback.searchParams.get("code");
  assert.ok(code, callback.href);

  const client = { clientId, secret: registration?.client_secret };
  const exchange = { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: shape.redirectUri };
  const exchanged = await askForTokens(target, shape, { client, form: exchange });
  const renewal = { grant_type: "refresh_token", refresh_token: String(exchanged.refresh_token) };
  const refreshed = await askForTokens(target, shape, { client, form: renewal });
  return { registration, callback, exchanged, refreshed };
}

/** Plays what a client sends to the MCP endpoint; returns the answer to its tool call. */
export async function replaySession(
  target: ReplayTarget,
  shape: ClientShape,
  credential: Record<string, string>,
): Promise<Record<string, unknown>> {
  let last = "";
  for (const { method, headers, body, status } of shape.session) {
    const init = { method, headers: { ...headers, ...credential, ...target.headers } };
    const response = await fetch(
      `${target.origin}/api/v1/mcp`,
      body === undefined ? init : { ...init, body: JSON.stringify(body) },
    );
    last = await response.text();
    assert.equal(response.status, status, `${method} ${JSON.stringify(body)}: ${last}`);
  }
  const answer: { result?: Record<string, unknown> } = JSON.parse(last);
  assert.ok(answer.result, last);
  return answer.result;
}

async function discover({ origin, headers = {} }: ReplayTarget, { discovery }: ClientShape): Promise<void> {
  for (const [path, status] of discovery) {
    const response = await fetch(`${origin}${path === "MCP" ? "/api/v1/mcp" : path}`, { headers });
    const text = await response.text();
    assert.equal(response.status, status, `${path}: ${text}`);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/, path);
    if (path !== "MCP") continue;
    const challenge = response.headers.get("www-authenticate") ?? "";
    assert.match(challenge, /^Bearer .*resource_metadata="[^"]+".*scope="analytics:read revenue:read"/);
  }
}

async function register({ origin, headers = {} }: ReplayTarget, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  assert.equal(response.status, 201, answer);
  return JSON.parse(answer) as Record<string, unknown>;
}

function authorizationUrl(
  { origin }: ReplayTarget,
  shape: ClientShape,
  { clientId, state, verifier }: { clientId: string; state: string; verifier: string },
): string {
  const usual: Record<string, string | null> = {
    response_type: "code",
    client_id: clientId,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    redirect_uri: shape.redirectUri,
    state,
    scope: "analytics:read revenue:read",
    resource: "RESOURCE",
    ...shape.authorize,
  };
  return `${origin}/oauth/authorize?${new URLSearchParams(filled(usual, origin))}`;
}

async function askForTokens(
  { origin, headers = {} }: ReplayTarget,
  shape: ClientShape,
  { client, form }: { client: { clientId: string; secret: unknown }; form: Record<string, string> },
): Promise<Record<string, unknown>> {
  const { clientId, secret } = client;
  const basic = Buffer.from(`${clientId}:${String(secret)}`).toString("base64");
  const credentials = {
    none: { client_id: clientId },
    post: { client_id: clientId, client_secret: String(secret) },
    basic: {},
  }[shape.auth];
  const response = await fetch(`${origin}/oauth/token`, {
    method: "POST",
    headers: { ...headers, ...(shape.auth === "basic" ? { authorization: `Basic ${basic}` } : {}) },
    body: new URLSearchParams(filled({ resource: "RESOURCE", ...form, ...credentials, ...shape.token }, origin)),
  });
  const answer = await response.text();
  assert.equal(response.status, 200, answer);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return JSON.parse(answer) as Record<string, unknown>;
}

/** Leaves out what is null and puts the resource's address in. */
function filled(parameters: Record<string, string | null>, origin: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === null ? [] : [[name, value.replace("RESOURCE", `${origin}/api/v1/mcp`)]],
    ),
  );
}

function documentId({ identity }: ClientShape): string {
  assert.ok("document" in identity);
  return identity.document.client_id;
}
