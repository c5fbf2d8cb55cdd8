import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import type { Ingest } from "@heliometer/ingest";
import type { Health, Operation } from "@heliometer/web";
import type { Config } from "./config.ts";
import { answers } from "./health.ts";

interface Running {
  config: Config;
  version: string;
  db: Database;
  store: Pick<EventStore, "dataThrough">;
  ingest: Pick<Ingest, "state">;
}

/** What the pages for operators tell of this process: its engines, its policies, and how it is at this moment. */
export function describeOperation({ config, version, db, store, ingest }: Running): Operation {
  const { databaseUrl, clickhouseUrl, redirectPolicy, clientDocuments } = config;
  async function health(): Promise<Health> {
    const { isReplaying, refusing, backlogEntries } = ingest.state();
    const { controlStore, eventStore } = await answers({ db, store });
    return {
      controlStore,
      eventStore,
      refusing,
      isReplaying,
      backlogEntries,
      uptimeSeconds: Math.round(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
    };
  }
  return {
    version,
    stores: {
      control: databaseUrl ? "Postgres" : "SQLite",
      events: clickhouseUrl ? "ClickHouse" : databaseUrl ? "Postgres" : "DuckDB",
    },
    registration: { ...redirectPolicy, clientDocuments },
    health,
  };
}
