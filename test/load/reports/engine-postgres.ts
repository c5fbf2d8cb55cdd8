import { mkdirSync, rmSync } from "node:fs";
import { openDatabase } from "@heliometer/db";
import { openEventStore } from "@heliometer/events";
import { sql } from "kysely";
import type { Engine, Place } from "./engine.ts";

/** Nothing of worth is sealed with it: the history is made up. */
const SECRET_KEY = "a key for measuring only, kept by nobody";
const SCHEMA = "heliometer_events";

/**
 * Control data and events in one database for each history, on the server that `serverUrl` names. The caller's user
 * must be allowed to make databases there.
 */
export function createPostgresEngine(serverUrl: string): Engine {
  const urlOf = ({ database }: Place) => {
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    return url.href;
  };
  const remove = async ({ database, directory }: Place) => {
    await runOn(serverUrl, `drop database if exists ${database} with (force)`);
    rmSync(directory, { recursive: true, force: true });
  };
  const make = async ({ directory }: Place, statement: string) => {
    await runOn(serverUrl, statement);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  };
  return {
    create: async (place) => {
      await remove(place);
      await make(place, `create database ${place.database}`);
    },
    copy: (from, to) => make(to, `create database ${to.database} template ${from.database}`),
    remove,
    openControl: (place) => openDatabase({ engine: "postgres", url: urlOf(place) }),
    openEvents: (place) => openEventStore({ engine: "postgres", url: urlOf(place) }),
    environment: (place) => ({ DATABASE_URL: urlOf(place), SECRET_KEY }),
    diskBytes: async (place) => {
      const rows = await runOn(
        urlOf(place),
        `select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class
         where relnamespace = '${SCHEMA}'::regnamespace and relkind = 'r'`,
      );
      return Number(rows[0]?.bytes);
    },
    askedBytesPerEvent: null,
    askedMs: ({ postgresMs }) => postgresMs,
  };
}

/** Runs a statement whose names come from this bench alone. */
async function runOn(url: string, statement: string): Promise<{ bytes?: number }[]> {
  const db = await openDatabase({ engine: "postgres", url, poolMax: 1 });
  try {
    const { rows } = await sql.raw<{ bytes?: number }>(statement).execute(db);
    return rows;
  } finally {
    await db.destroy();
  }
}
