import { hash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** The three kinds of keys by the prefix that a person sees. */
export const KEY_PREFIXES = { public: "hm_pk_", secret: "hm_sk_", personal: "hm_pat_" } as const;
export type KeyKind = keyof typeof KEY_PREFIXES;

/** A random identifier for a row; carries no meaning and no time. */
export function newId(): string {
  return randomUUID();
}

/** 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** A new key with its prefix; the caller stores only `hashSecret` of it. */
export function newKey(kind: KeyKind): string {
  return `${KEY_PREFIXES[kind]}${newSecret()}`;
}

/** SHA-256 as hex: enough for secrets of 256 random bits, which cannot be guessed one by one. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** Compares two strings in time that depends on their lengths only. */
export function equalSecrets(left: string, right: string): boolean {
  const a = Buffer.from(hashSecret(left), "hex");
  const b = Buffer.from(hashSecret(right), "hex");
  return timingSafeEqual(a, b);
}
