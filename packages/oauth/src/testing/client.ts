import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import type { Scope } from "@heliometer/core";
import type { InteractionDetails } from "../index.ts";
import { type Browser, openBrowser } from "./browser.ts";
import { PROJECTS, type TestServer, USERS } from "./server.ts";

const CALLBACK = "http://localhost:51234/callback";

/** A public native client, as Claude Code registers itself. */
export const PUBLIC_CLIENT = {
  client_name: "Test client",
  redirect_uris: ["http://localhost:4000/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};

export interface RegisteredClient {
  client_id: string;
  client_secret?: string;
  [field: string]: unknown;
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
  expires_in: number;
  token_type: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const init = {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  };
  return fetch(url, init);
}

export async function postForm(url: string, form: Record<string, string>, headers = {}): Promise<Answer> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form), headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

export async function registerClient(server: TestServer, body: object = PUBLIC_CLIENT): Promise<RegisteredClient> {
  const response = await postJson(`${server.origin}/oauth/register`, body);
  const answer = await response.json();
  assert.equal(response.status, 201, JSON.stringify(answer));
  return answer as RegisteredClient;
}

/** A code verifier with its challenge (RFC 7636). */
export function newVerifier(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

export interface AuthorizeOptions {
  client: RegisteredClient;
  redirectUri?: string;
  userId?: string;
  scopes?: Scope[];
  projectIds?: string[];
  browser?: Browser;
  /** Parameters besides the usual ones; null leaves a usual one out. */
  extra?: Record<string, string | null>;
}

export function authorizeUrl(
  server: TestServer,
  { client, redirectUri, extra = {} }: AuthorizeOptions,
  challenge: string,
) {
  const url = new URL(`${server.origin}/oauth/authorize`);
  const usual: Record<string, string | null> = {
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: redirectUri ?? CALLBACK,
    code_challenge: challenge,
    code_challenge_method: "S256",
    state: "the-state",
    scope: "analytics:read revenue:read",
    resource: `${server.origin}/api/v1/mcp`,
  };
  for (const [name, value] of Object.entries({ ...usual, ...extra }))
    if (value !== null) url.searchParams.set(name, value);
  return url.href;
}

export function locationOf(response: Response): string {
  const location = response.headers.get("location");
  assert.ok(location, `no redirect, but ${response.status}`);
  return new URL(location, response.url).href;
}

export async function detailsAt(browser: Browser, page: string): Promise<InteractionDetails> {
  const response = await browser.get(page);
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as InteractionDetails;
}

/** Opens the authorization request, signs in, and stops at the consent page. */
export async function reachConsent(server: TestServer, options: AuthorizeOptions, challenge: string) {
  const browser = options.browser ?? openBrowser();
  let page = locationOf(await browser.get(authorizeUrl(server, options, challenge)));
  let details = await detailsAt(browser, page);
  if (details.step === "login") {
    const resume = locationOf(await browser.post(`${page}/sign-in`, { userId: options.userId ?? USERS.ada }));
    page = locationOf(await browser.get(resume));
    details = await detailsAt(browser, page);
  }
  assert.equal(details.step, "consent");
  return { browser, page, details };
}

/** The whole way to the client's redirect URI, which it does not open. */
export async function authorize(server: TestServer, options: AuthorizeOptions) {
  const { verifier, challenge } = newVerifier();
  const { browser, page, details } = await reachConsent(server, options, challenge);
  const decision = {
    userId: options.userId ?? USERS.ada,
    scopes: options.scopes ?? details.scopes,
    projectIds: options.projectIds ?? [PROJECTS.shop],
  };
  const resume = locationOf(await browser.post(`${page}/grant`, decision));
  const callback = new URL(locationOf(await browser.get(resume)));
  const code = callback.searchParams.get("code");
  assert.ok(code, callback.href);
  return { code, verifier, callback, browser, details };
}

/** Exchanges a code; returns whatever the server answers. */
export function exchange(
  server: TestServer,
  { client, code, verifier, redirectUri, extra = {} }: ExchangeOptions,
): Promise<Answer> {
  return postForm(`${server.origin}/oauth/token`, {
    grant_type: "authorization_code",
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri ?? CALLBACK,
    client_id: client.client_id,
    resource: `${server.origin}/api/v1/mcp`,
    ...extra,
  });
}

export interface ExchangeOptions {
  client: RegisteredClient;
  code: string;
  verifier: string;
  redirectUri?: string;
  extra?: Record<string, string>;
}

export function refresh(
  server: TestServer,
  { client, token, extra = {} }: { client: RegisteredClient; token: string; extra?: Record<string, string> },
): Promise<Answer> {
  return postForm(`${server.origin}/oauth/token`, {
    grant_type: "refresh_token",
    refresh_token: token,
    client_id: client.client_id,
    ...extra,
  });
}

/** Registers, authorizes and exchanges. */
export async function connect(server: TestServer, options: Partial<AuthorizeOptions> = {}) {
  const client = options.client ?? (await registerClient(server));
  const authorized = await authorize(server, { ...options, client });
  const answer = await exchange(server, { client, ...authorized, ...pickRedirect(options) });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { client, ...authorized, tokens: answer.body as unknown as Tokens };
}

function pickRedirect({ redirectUri }: Partial<AuthorizeOptions>): { redirectUri?: string } {
  return redirectUri === undefined ? {} : { redirectUri };
}
