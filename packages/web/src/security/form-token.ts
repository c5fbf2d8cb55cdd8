import { createHmac } from "node:crypto";
import { equalSecrets } from "@heliometer/core";

/** What a form is bound to: where it stands, whose it is, and, in an authorization, which one. */
export interface FormBinding {
  purpose: "session" | "sign-in" | "consent";
  /** Session id, or the value of the cookie that a browser has before it signs in. */
  holder: string;
  /** The authorization's own id. */
  interaction?: string;
}

/**
 * Makes and checks the token that every form carries, so that no other site can post it in a person's name. The first of
 * the secrets signs, all verify; the list may change.
 */
export function createFormTokens(secrets: readonly string[]) {
  return {
    sign: (binding: FormBinding): string => signWith(secrets[0] ?? unsigned(), binding),
    /** Whether `token` was made for exactly this binding. */
    matches: (binding: FormBinding, token: string | null): boolean =>
      token !== null && secrets.some((secret) => equalSecrets(token, signWith(secret, binding))),
  };
}

function signWith(secret: string, { purpose, holder, interaction = "" }: FormBinding): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify([purpose, holder, interaction]))
    .digest("base64url");
}

function unsigned(): never {
  throw new Error("There is no secret to sign forms with.");
}

export type FormTokens = ReturnType<typeof createFormTokens>;
