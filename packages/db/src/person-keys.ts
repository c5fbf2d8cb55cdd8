import { createHmac } from "node:crypto";
import { newSecret } from "@heliometer/core";
import { type SealedSecret, sealedSecret } from "./sealing.ts";

/** What a person is found by, as it stands in the store. */
export interface PersonKey {
  readonly kind: "user" | "email" | "visitor";
  readonly key: string;
}

/** What a site says of who somebody is. Texts that are '' or absent name nothing. */
export interface Subject {
  readonly visitorId?: string | undefined;
  readonly userId?: string | undefined;
  readonly email?: string | undefined;
}

/**
 * The keys of a subject. User ids and e-mail addresses become keyed hashes: who has the tables and not the key can
 * neither read them nor try out addresses. Capitals in an address make no difference.
 */
export function personKeysOf(
  subject: Subject,
  { projectId, secret }: { projectId: string; secret: string },
): PersonKey[] {
  const keys: PersonKey[] = [];
  const hash = (kind: string, text: string) =>
    createHmac("sha256", secret)
      .update(JSON.stringify([projectId, kind, text]))
      .digest("base64url");
  const email = subject.email?.trim().toLowerCase();
  if (subject.userId) keys.push({ kind: "user", key: hash("user", subject.userId) });
  if (email) keys.push({ kind: "email", key: hash("email", email) });
  if (subject.visitorId) keys.push({ kind: "visitor", key: subject.visitorId });
  return keys;
}

/** The key of the hashes above, for all projects; made at the first call. */
export function openPersonKey(store: Omit<SealedSecret, "name" | "create">): Promise<string> {
  return sealedSecret({ ...store, name: "ingest.person-key", create: newSecret });
}
