import type { Database, OpenDatabase } from "../database.ts";

/** What a case of the repository suite may use: a migrated database, and new empty ones. */
export interface World {
  db: Database;
  createDatabase(): Promise<OpenDatabase>;
}

/** Cases by their sentence; each holds on every engine. */
export type Suite = Readonly<Record<string, (world: World) => Promise<void>>>;
