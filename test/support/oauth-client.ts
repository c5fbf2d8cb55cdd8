import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { answerConsent } from "@heliometer/oauth/testing";
import { readJson } from "./json.ts";

export const CALLBACK = "http://localhost:53214/callback";

/** A public client of the smallest kind, with the tokens of its last request. */
export interface SignedInClient {
  clientId: string;
  accessToken: string;
  refreshToken: string;
}

/** Registers a public client; returns its id. */
export async function registerClient(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ redirect_uris: [CALLBACK], token_endpoint_auth_method: "none" }),
  });
  assert.equal(answer.status, 201);
  return (await readJson(answer)).client_id;
}

/** The query with which a client asks for a code, and what proves afterwards that it did (RFC 7636). */
export function codeQuery(clientId: string) {
  const verifier = randomBytes(32).toString("base64url");
  const query = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    scope: "analytics:read",
  };
  return { query, verifier };
}

/** Exchanges the code that came to the callback. */
export async function exchangeCode(
  origin: string,
  { clientId, verifier, callback }: { clientId: string; verifier: string; callback: URL },
): Promise<SignedInClient> {
  const answer = await postForm(`${origin}/oauth/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    code: callback.searchParams.get("code") ?? "",
    code_verifier: verifier,
  });
  assert.equal(answer.status, 200);
  const { access_token: accessToken, refresh_token: refreshToken } = await readJson(answer);
  return { clientId, accessToken, refreshToken };
}

/** Registers, sends the person to consent, and exchanges the code. */
export async function signInClient(
  origin: string,
  account: { email: string; password: string },
): Promise<SignedInClient> {
  const clientId = await registerClient(origin);
  const { query, verifier } = codeQuery(clientId);
  const callback = await answerConsent(`${origin}/oauth/authorize?${new URLSearchParams(query)}`, account);
  return exchangeCode(origin, { clientId, verifier, callback });
}

export function postForm(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(form) });
}

/** Asks an MCP endpoint for its tools, as a client that holds this token. */
export function listTools(mcpUrl: string, accessToken: string): Promise<Response> {
  return fetch(mcpUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${accessToken}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
}
