import type { RevenueContext } from "../context.ts";

/** What the log of this package is told. */
export interface ProviderLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What deliveries and histories are worked on with. */
export interface DeskContext extends RevenueContext {
  readonly log: ProviderLog;
  /** Where the histories of providers are, by their names, instead of the providers' own addresses: for tests. */
  readonly addresses?: Readonly<Record<string, URL>>;
}
