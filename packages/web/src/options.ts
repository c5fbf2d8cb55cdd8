import type { Context, ResentAnswer, ResentEvent } from "@heliometer/accounts";
import type { ReportContext } from "@heliometer/analytics";
import type { Clock } from "@heliometer/core";
import type { Interactions } from "./interactions.ts";

/** Everything the pages are handed. */
export interface WebOptions {
  db: Context["db"];
  store: ReportContext["store"];
  clock: Clock;
  /** See `Stores` of accounts. */
  passwordCost?: NonNullable<Context["passwordCost"]>;
  /** The authorization server's side of the page that asks for consent. */
  interactions: Interactions;
  /** The address that people use; only its origin counts. */
  publicUrl: URL;
  /** Sign the tokens of forms: the first signs, all verify. The list may change while the pages run. */
  formSecrets: readonly string[];
  /** The operator's SECRET_KEY: seals the secrets of second factors. */
  secretKey: string;
  /** Takes in again what was refused once. */
  resend: (event: ResentEvent) => Promise<ResentAnswer>;
  /** Cookies for https alone, with the `__Host-` prefix. */
  secureCookies: boolean;
}
