import { InvalidInput, Unavailable } from "@heliometer/core";
import { compilePlan } from "../../clickhouse/compile.ts";
import { writeDay } from "../../clickhouse/spans.ts";
import { createFactWriter } from "../../fact-writer.ts";
import { toResultRow } from "../../result-row.ts";
import type { EventStore } from "../../store.ts";
import { type Batches, openBatches } from "./batches.ts";
import { type Connection, openConnection } from "./connection.ts";
import { explain } from "./errors.ts";
import { replaceFacts } from "./facts.ts";
import { ensureDatabase, migrate } from "./migrate.ts";
import { nameValues } from "./placeholders.ts";
import { openReaders } from "./readers.ts";
import { checkTopology, type Topology } from "./schema.ts";
import { createWriter } from "./writer.ts";

/** A ClickHouse server (24.8 or later), or a cluster of them. Several processes write in turns, see `exclusive`. */
export interface ClickhouseOptions {
  readonly engine: "clickhouse";
  /** http://user:password@host:8123 */
  readonly url: string;
  /** Made if it is missing; default heliometer. */
  readonly database?: string;
  /** The cluster to spread the tables over, or the macro that names it: {cluster}. Left out: one server. */
  readonly cluster?: string;
  /** A report that takes longer is stopped; default 30 s, in whole seconds. */
  readonly queryTimeoutMs?: number;
  /**
   * Runs a piece of work while no other process runs one on this database: a lock that all of them share. Left out:
   * this process is the only one that writes.
   */
  readonly exclusive?: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

const DATABASE_DEFAULT = "heliometer";
const READERS = 8;
const WRITERS = 6;
const READ_TIMEOUT_MS = 30_000;
const WRITE_TIMEOUT_MS = 120_000;

/** One insert, which a server takes in a moment. */
const FACTS_AN_INSERT = 20_000;
const FACTS_TOO_LONG = "The event store (ClickHouse) did not take the facts in time. Send them again.";

/** Looks at the last day alone. Older versions of a row have its instant, too, so they need not be told apart. */
const LAST_EVENT = `select maxOrNull(ts) as latest from events
  where project_id = $1 and ${writeDay("ts")} = (
    select ${writeDay("ts")} as day from events where project_id = $1 order by ${writeDay("ts")} desc limit 1
  ) settings final = 0`;

/**
 * The ClickHouse engine.
 * @throws Unavailable when the server does not answer, InvalidInput when an option cannot be used.
 */
export async function openClickhouseStore(options: ClickhouseOptions): Promise<EventStore> {
  checkUrl(options.url);
  const topology: Topology = { database: options.database ?? DATABASE_DEFAULT, cluster: options.cluster };
  checkTopology(topology);
  const writer = openConnection({ url: options.url, max: WRITERS, timeoutMs: WRITE_TIMEOUT_MS, topology });
  try {
    const keeper = openConnection({ url: options.url, max: 1, timeoutMs: WRITE_TIMEOUT_MS });
    await ensureDatabase(keeper, topology).finally(() => keeper.close());
    await migrate(writer, topology);
    const { exclusive = alone } = options;
    const isShared = options.exclusive !== undefined;
    const batches = await exclusive(() => openBatches({ connection: writer, topology, isShared }));
    return createStore({ options, topology, connection: writer, batches });
  } catch (error) {
    await writer.close();
    throw explain(error, "The event store (ClickHouse) did not bring its tables up to date in time. Try again later.");
  }
}

interface StoreParts {
  readonly options: ClickhouseOptions;
  readonly topology: Topology;
  readonly connection: Connection;
  readonly batches: Batches;
}

function createStore({ options, topology, connection, batches }: StoreParts): EventStore {
  const timeoutMs = options.queryTimeoutMs ?? READ_TIMEOUT_MS;
  const reader = openConnection({ url: options.url, max: READERS, timeoutMs: timeoutMs + WRITE_TIMEOUT_MS, topology });
  const readers = openReaders({ connection: reader, control: connection, timeoutMs });
  const writer = createWriter({ connection, topology, batches, exclusive: options.exclusive ?? alone });
  const facts = createFactWriter({
    factsMax: FACTS_AN_INSERT,
    replace: (subjects) =>
      replaceFacts(connection, subjects).catch((error: unknown) => {
        throw explain(error, FACTS_TOO_LONG);
      }),
  });
  const closedError = new Unavailable("The event store is closed.");
  let closed: Promise<void> | undefined;

  async function dataThrough(projectId: string): Promise<number | null> {
    const [last] = await readers.query(nameValues({ sql: LAST_EVENT, values: [projectId] }));
    return last?.latest === null || last?.latest === undefined ? null : Number(last.latest);
  }

  async function shut(): Promise<void> {
    await Promise.all([readers.close(closedError), facts.close(closedError), writer.close()]);
    await Promise.all([reader.close(), connection.close()]);
  }

  return {
    append: writer.append,
    load: writer.load,
    mergeVisitors: writer.mergeVisitors,
    amend: writer.amend,
    erase: (erasure) => facts.paused(() => writer.erase(erasure)),
    replaceFacts: facts.replaceFacts,
    run: async (plan, run) => (await readers.query(compilePlan(plan), run)).map(toResultRow),
    query: (query, run) => readers.query(nameValues(query), run),
    dataThrough,
    close: () => {
      closed ??= shut();
      return closed;
    },
  };
}

function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  return work();
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return;
  throw new InvalidInput({
    field: "url",
    rule: "the address of ClickHouse's HTTP interface starts with http:// or https://.",
    received: parsed ? `${parsed.protocol}//${parsed.host}` : "something that is no address",
    example: { url: "http://default:password@localhost:8123" },
  });
}
