import type { Access, Scope } from "@heliometer/core";
import type { FastifyRequest } from "fastify";

/** Checks the two headers that may hold a credential; null for everything that is not good at this moment. */
export type Authenticate = (headers: { authorization?: string; apiKey?: string }) => Promise<Access | null>;

/** What a client asks for at its first connection: enough for every tool but customers' names. */
const CHALLENGE_SCOPES: readonly Scope[] = ["analytics:read", "revenue:read"];
const QUERY_CREDENTIAL = /^(?:access_?token|api_?key|auth|authorization|bearer|key|secret(?:_?key)?|token|x-api-key)$/i;
const KEY_SHAPE = /^hm_(?:sk|pat|pk)_/;

/** The access behind a request. A credential in the address is refused: addresses end up in logs and histories. */
export async function authenticateRequest(request: FastifyRequest, authenticate: Authenticate): Promise<Access | null> {
  if (hasQueryCredential(request)) return null;
  const { authorization } = request.headers;
  const apiKey = request.headers["x-api-key"];
  if (authorization === undefined && apiKey === undefined) return null;
  if (Array.isArray(apiKey) || hasTwoAuthorizations(request)) return null;
  return authenticate({
    ...(authorization !== undefined && { authorization }),
    ...(apiKey !== undefined && { apiKey }),
  });
}

/** Whether the request tried to say who it is, in whatever way. */
export function carriesCredential(request: FastifyRequest): boolean {
  const { headers } = request;
  return headers.authorization !== undefined || headers["x-api-key"] !== undefined || hasQueryCredential(request);
}

/** The address of the protected-resource metadata of the endpoint (RFC 9728, section 3.1). */
function resourceMetadataUrl(publicUrl: URL): string {
  return `${publicUrl.origin}/.well-known/oauth-protected-resource/api/v1/mcp`;
}

/** The challenge of a 401 (RFC 6750, section 3; RFC 9728, section 5.1). */
export function challenge(publicUrl: URL, credentialSent: boolean): string {
  const parts = [`resource_metadata="${resourceMetadataUrl(publicUrl)}"`, `scope="${CHALLENGE_SCOPES.join(" ")}"`];
  if (credentialSent) parts.push('error="invalid_token"');
  return `Bearer ${parts.join(", ")}`;
}

/** The challenge of a 403 for a missing scope: names everything a new grant needs, what is held included. */
export function scopeChallenge(publicUrl: URL, scopes: readonly Scope[]): string {
  const parts = [
    'error="insufficient_scope"',
    `scope="${scopes.join(" ")}"`,
    `resource_metadata="${resourceMetadataUrl(publicUrl)}"`,
  ];
  return `Bearer ${parts.join(", ")}`;
}

/** A repeated header could name two callers; of two Authorization headers Node shows the first alone. */
function hasTwoAuthorizations({ raw: { rawHeaders } }: FastifyRequest): boolean {
  let found = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "authorization") found += 1;
  }
  return found > 1;
}

function hasQueryCredential(request: FastifyRequest): boolean {
  const start = request.url.indexOf("?");
  if (start < 0) return false;
  for (const [name, value] of new URLSearchParams(request.url.slice(start + 1))) {
    if (QUERY_CREDENTIAL.test(name) || KEY_SHAPE.test(value)) return true;
  }
  return false;
}
