import type { Context, ResentAnswer, ResentEvent } from "@heliometer/accounts";
import type { ReportContext } from "@heliometer/analytics";
import type { Clock } from "@heliometer/core";
import type { Interactions } from "./interactions.ts";

/** How the process at hand is; one of several where the instance has several nodes. */
export interface Health {
  /** Whether the control store and the event store answer. */
  controlStore: boolean;
  eventStore: boolean;
  /** Why no events are taken just now; null while they are. */
  refusing: string | null;
  isReplaying: boolean;
  /** Acknowledged and not applied. */
  backlogEntries: number;
  /** Of the process, in seconds and bytes. */
  uptimeSeconds: number;
  memoryBytes: number;
}

/** What operators see of the running process, and what was decided by its environment. */
export interface Operation {
  version: string;
  /** Names of the engines. */
  stores: { control: string; events: string };
  /** Which apps may register themselves. */
  registration: {
    /** The only https hosts that apps may return to; empty: any. */
    hosts: readonly string[];
    /** Further addresses of desktop programs. */
    prefixes: readonly string[];
    clientDocuments: "auto" | "on" | "off";
  };
  health(): Promise<Health>;
}

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
  /** What operators see of the running process. */
  operation: Operation;
  /** Cookies for https alone, with the `__Host-` prefix. */
  secureCookies: boolean;
}
