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

/** Makes and checks the token that every form carries, so that no other site can post it in a person's name. */
export function createFormTokens(formSecret: string) {
  const sign = ({ purpose, holder, interaction = "" }: FormBinding) =>
    createHmac("sha256", formSecret)
      .update(JSON.stringify([purpose, holder, interaction]))
      .digest("base64url");
  return {
    sign,
    /** Whether `token` was made for exactly this binding. */
    matches: (binding: FormBinding, token: string | null) => token !== null && equalSecrets(token, sign(binding)),
  };
}

export type FormTokens = ReturnType<typeof createFormTokens>;
