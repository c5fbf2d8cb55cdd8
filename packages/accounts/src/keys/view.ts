import type { KeyKind } from "@heliometer/core";
import type { ApiKeyRow } from "@heliometer/db";

/** What a key may do: `send` events (public), `read`, or `full` (write from a server, and read). */
export type KeyAccess = "send" | "full" | "read";

/**
 * A key as lists show it: `hint` is its last four characters, `publicValue` the whole text of a public key. Instants
 * in milliseconds since the epoch; `lastUsedAt` is exact to the minute.
 */
export interface KeyView {
  id: string;
  kind: KeyKind;
  access: KeyAccess;
  name: string;
  hint: string;
  publicValue: string | null;
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** A key that was just made; `key` is shown once and, unless it is public, exists nowhere else. */
export interface NewKey {
  id: string;
  key: string;
  hint: string;
}

export function toKeyView(row: ApiKeyRow): KeyView {
  return {
    id: row.id,
    kind: readKind(row.kind),
    access: readAccess(row.access),
    name: row.name,
    hint: row.hint,
    publicValue: row.public_value,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}

/** A kind as it was stored; anything unknown is the least. */
function readKind(text: string): KeyKind {
  return text === "secret" || text === "personal" ? text : "public";
}

/** What a stored key may do; anything unknown may do the least. */
export function readAccess(text: string): KeyAccess {
  return text === "full" || text === "read" ? text : "send";
}
