import { type Access, Forbidden, KEY_PREFIXES, Unauthenticated } from "@heliometer/core";
import type { FastifyRequest } from "fastify";
import { Refused } from "../refusals.ts";

/** Checks the two headers that may hold a credential; null for everything that is not good at this moment. */
export type Authenticate = (headers: { authorization?: string; apiKey?: string }) => Promise<Access | null>;

/** A server that sends for its project. */
export interface Caller {
  readonly projectId: string;
  readonly keyId: string;
}

/**
 * The project whose full secret key came with the request.
 * @throws Refused without a key, with one that is not alive, and with one that may not write.
 */
export async function requireCaller(request: FastifyRequest, authenticate: Authenticate): Promise<Caller> {
  const { authorization } = request.headers;
  const header = request.headers["x-api-key"];
  // A repeated header could name two callers.
  const apiKey = Array.isArray(header) ? "" : header;
  if (apiKey?.startsWith(KEY_PREFIXES.public)) throw wrongKind("This is a public key, which stands in every page");
  const access = await authenticate({
    ...(authorization !== undefined && { authorization }),
    ...(apiKey !== undefined && { apiKey }),
  });
  if (!access) throw unknownKey(authorization === undefined && apiKey === undefined);
  const { actor } = access;
  if (actor.kind !== "secret_key") throw wrongKind("This credential belongs to a person");
  if (actor.access !== "full") throw wrongKind("This secret key only reads");
  return { projectId: actor.projectId, keyId: actor.keyId };
}

function unknownKey(isMissing: boolean): Refused {
  return isMissing
    ? new Refused("key_missing", new Unauthenticated("A full secret key is needed in the X-API-Key header: hm_sk_…"))
    : new Refused(
        "key_unknown",
        new Unauthenticated("This key is unknown or revoked. A full secret key is made in the project's settings."),
      );
}

function wrongKind(what: string): Refused {
  const message = `${what}; servers send with a full secret key (hm_sk_…), which an admin makes in the project's settings.`;
  return new Refused("key_of_wrong_kind", new Forbidden(message));
}
