import type { Actor } from "@heliometer/core";

/** What stands for one credential: a key's id or a connection's. People and the operator do not call over MCP. */
export function credentialId(actor: Actor): string {
  if (actor.kind === "connection") return actor.grantId;
  return actor.kind === "secret_key" || actor.kind === "personal_token" ? actor.keyId : actor.kind;
}
