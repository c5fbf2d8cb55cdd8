import { type Access, Forbidden } from "@heliometer/core";
import type { FastifyRequest } from "fastify";
import { type Authenticate, requireAccess } from "../authenticate.ts";

/** A server that writes for its project. */
export interface Writer {
  readonly projectId: string;
  readonly keyId: string;
}

/**
 * The project whose full secret key came with a request.
 * @throws Unauthenticated without a good credential, Forbidden for every other kind of it.
 */
export async function requireFullKey(request: FastifyRequest, authenticate: Authenticate): Promise<Writer> {
  const { actor } = await requireAccess(request, authenticate);
  if (actor.kind === "secret_key" && actor.access === "full") return actor;
  throw new Forbidden(
    `${whatCame(actor)}; money is read and written with a full secret key (hm_sk_…), which an admin makes in the project's settings.`,
  );
}

function whatCame(actor: Access["actor"]): string {
  return actor.kind === "secret_key" ? "This secret key only reads" : "This credential belongs to a person";
}
