import { type Access, Unauthenticated } from "@heliometer/core";
import type { FastifyRequest } from "fastify";

/** Checks the two headers that may hold a credential; null for everything that is not good at this moment. */
export type Authenticate = (headers: { authorization?: string; apiKey?: string }) => Promise<Access | null>;

const KEY_PARAMETER = /^(?:access_?token|api_?key|authorization|bearer|key|secret(?:_?key)?|token|x-api-key)$/i;
const KEY_SHAPE = /^hm_(?:sk|pat|pk)_/;

/**
 * The access behind a request.
 * @throws Unauthenticated without a good credential, and for one in the address: addresses end up in logs.
 */
export async function requireAccess(request: FastifyRequest, authenticate: Authenticate): Promise<Access> {
  if (hasQueryCredential(request)) {
    throw new Unauthenticated(
      "Keys are not read from the address, where logs keep them. Send the key in the X-API-Key header, and replace this one.",
    );
  }
  const { authorization } = request.headers;
  const apiKey = request.headers["x-api-key"];
  // A repeated header could name two callers.
  const access = Array.isArray(apiKey)
    ? null
    : await authenticate({
        ...(authorization !== undefined && { authorization }),
        ...(apiKey !== undefined && { apiKey }),
      });
  if (access) return access;
  throw new Unauthenticated(
    "A secret key is needed in the X-API-Key header, or a personal token as Authorization: Bearer. It is missing, unknown or revoked.",
  );
}

function hasQueryCredential(request: FastifyRequest): boolean {
  const start = request.url.indexOf("?");
  if (start < 0) return false;
  for (const [name, value] of new URLSearchParams(request.url.slice(start + 1))) {
    if (KEY_PARAMETER.test(name) || KEY_SHAPE.test(value)) return true;
  }
  return false;
}
