import { Forbidden, KEY_PREFIXES, Unauthenticated, Unavailable } from "@heliometer/core";
import type { FastifyRequest } from "fastify";
import { CREDENTIAL_CHARACTERS_MAX, OVERLOAD_RETRY_SECONDS } from "./limits.ts";
import { Refused } from "./refusals.ts";

/** Finds the project of a public key; null for unknown and revoked keys. */
export type FindProject = (publicKey: string) => Promise<{ projectId: string } | null>;

/**
 * The project that the request's public key belongs to. The key stands in the X-API-Key header, or in the query, because
 * a beacon cannot set headers.
 * @throws Refused without a key, with two different ones, with one of another kind, or with one that is not alive.
 */
export async function findProjectOf(request: FastifyRequest, findProject: FindProject): Promise<string> {
  const key = readKey(request);
  refuseOtherKinds(key);
  const project = key.length > CREDENTIAL_CHARACTERS_MAX ? null : await lookUp(request, () => findProject(key));
  if (project) return project.projectId;
  throw new Refused(
    "key_unknown",
    new Unauthenticated(
      "This public key is unknown or revoked. Copy the key that starts with hm_pk_ from the project's settings.",
    ),
  );
}

/** A control store that does not answer is no fault of the sender's: the event may come again. */
async function lookUp<Result>(request: FastifyRequest, find: () => Promise<Result>): Promise<Result> {
  try {
    return await find();
  } catch (error) {
    request.log.error({ err: error }, "The project of a public key could not be looked up");
    const message = "The public key could not be checked just now. Nothing was kept; send the request again later.";
    throw new Refused("store_failed", new Unavailable(message, OVERLOAD_RETRY_SECONDS));
  }
}

function readKey(request: FastifyRequest): string {
  const header = request.headers["x-api-key"];
  const query: unknown = (request.query as Record<string, unknown>).apiKey;
  const keys = new Set([header, query].flat().filter((key) => key !== undefined && key !== ""));
  const [key] = keys;
  if (keys.size === 1 && typeof key === "string") return key;
  const message =
    keys.size === 0
      ? "A public key is required: send it in the X-API-Key header, or as ?apiKey=hm_pk_… where headers cannot be set."
      : "Two different keys came with this request. Send one public key, in the X-API-Key header or as ?apiKey=hm_pk_…";
  throw new Refused("key_missing", new Unauthenticated(message));
}

function refuseOtherKinds(key: string): void {
  const kind = key.startsWith(KEY_PREFIXES.secret)
    ? "a secret key"
    : key.startsWith(KEY_PREFIXES.personal)
      ? "a personal token"
      : null;
  if (!kind) return;
  throw new Refused(
    "key_of_wrong_kind",
    new Forbidden(
      `This is ${kind}; events are sent with the project's public key, which starts with ${KEY_PREFIXES.public}. If this key has stood in a page, an app or an address, revoke it in the project's settings.`,
    ),
  );
}
