import { seal, unseal } from "@heliometer/db";
import { Secret, TOTP } from "otpauth";
import type { SealingStores } from "../context.ts";

const ISSUER = "Heliometer";
const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
/** Steps before and after the present one that are taken as well, for clocks that are a little off (RFC 6238, 5.2). */
const WINDOW_STEPS = 1;

/** A new secret, as authenticator apps type it (Base32). */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The address that authenticator apps read from a QR code. */
export function totpUri(secret: string, email: string): string {
  return totpOf(secret, email).toString();
}

/** The time step that a code belongs to, or null when it belongs to none near the instant `now`. */
export function stepOf(secret: string, { code, now }: { code: string; now: number }): number | null {
  const totp = totpOf(secret, "");
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW_STEPS });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** Seals a secret for one user: in another user's row it does not open. */
export function sealTotp({ secretKey }: Pick<SealingStores, "secretKey">, userId: string, secret: string): string {
  return seal({ secretKey, name: `second factor of ${userId}` }, secret);
}

/** Opens what `sealTotp` made. @throws Conflict under another SECRET_KEY. */
export function unsealTotp({ secretKey }: Pick<SealingStores, "secretKey">, userId: string, sealed: string): string {
  return unseal({ secretKey, name: `second factor of ${userId}` }, sealed);
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: ISSUER, label, period: STEP_SECONDS, secret: Secret.fromBase32(secret) });
}
