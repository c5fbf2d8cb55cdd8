import { openEventStore } from "@heliometer/events";
import type { Engine, Place } from "./engine.ts";
import { DUCKDB } from "./engine-duckdb.ts";

/** A table or view as the server describes it. */
interface Relation {
  readonly name: string;
  readonly engine: string;
  readonly create_table_query: string;
}

/**
 * Control data in SQLite in the directory, events in a database for each history on the server that `serverUrl` names.
 * The caller's user must be allowed to make databases there.
 */
export function createClickhouseEngine(serverUrl: string): Engine {
  const run = (statement: string) => runOn(serverUrl, statement);
  const urlOf = ({ database }: Place) => {
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    return url.href;
  };
  const drop = ({ database }: Place) => run(`drop database if exists ${database} sync`);
  return {
    create: async (place) => {
      await drop(place);
      await DUCKDB.create(place);
    },
    copy: async (from, to) => {
      await DUCKDB.copy(from, to);
      await run(`create database ${to.database}`);
      const relations = await listRelations(run, from);
      const isView = ({ engine }: Relation) => engine.endsWith("View");
      // A view needs the tables that it reads.
      for (const relation of relations.toSorted((a, b) => Number(isView(a)) - Number(isView(b)))) {
        await run(relation.create_table_query.replaceAll(`${from.database}.`, `${to.database}.`));
        const { name } = relation;
        if (isView(relation)) continue;
        await run(`alter table ${to.database}.${name} attach partition all from ${from.database}.${name}`);
      }
    },
    remove: async (place) => {
      await drop(place);
      await DUCKDB.remove(place);
    },
    openControl: DUCKDB.openControl,
    openEvents: ({ database }) => openEventStore({ engine: "clickhouse", url: serverUrl, database }),
    environment: (place) => ({ CLICKHOUSE_URL: urlOf(place) }),
    diskBytes: async ({ database }) => {
      const bytes = await run(
        `select sum(bytes_on_disk) from system.parts where active and database = '${database}' format TSV`,
      );
      return Number(bytes);
    },
    askedBytesPerEvent: DUCKDB.askedBytesPerEvent,
    askedMs: ({ columnarMs }) => columnarMs,
  };
}

async function listRelations(run: (statement: string) => Promise<string>, { database }: Place): Promise<Relation[]> {
  const lines = await run(
    `select name, engine, create_table_query from system.tables where database = '${database}' format JSONEachRow`,
  );
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** Runs a statement whose names come from this bench alone; resolves with what the server prints. */
async function runOn(serverUrl: string, statement: string): Promise<string> {
  const { origin, username, password } = new URL(serverUrl);
  const credentials = {
    "X-ClickHouse-User": decodeURIComponent(username),
    "X-ClickHouse-Key": decodeURIComponent(password),
  };
  const headers = username === "" ? {} : credentials;
  const response = await fetch(origin, { method: "POST", headers, body: statement });
  const text = await response.text();
  if (!response.ok) throw new Error(`ClickHouse answered ${response.status} to ${statement}: ${text}`);
  return text;
}
