import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";

/** What the verbs of connections stand on. */
export interface ConnectionContext {
  readonly db: Database;
  readonly clock: Clock;
  /** The operator's SECRET_KEY: seals the secrets of providers. */
  readonly secretKey: string;
  /** Lets pass who may administer the project, and throws for everybody else. */
  readonly requireAdmin: (projectId: string) => Promise<unknown>;
  /** Null at the command line. */
  readonly userId: string | null;
}
