import { ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import type { RawRow } from "../../tables.ts";
import type { Topology } from "./schema.ts";

/** Column by column what came back, and its rows. */
export interface Answer {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface ReadRequest {
  readonly text: string;
  /** By the names of the placeholders. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly settings?: ClickHouseSettings;
  readonly queryId?: string;
  readonly signal?: AbortSignal;
}

/** Rows for a table, each in the order of `columns`. */
export interface InsertRequest {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A few connections to the server, over HTTP. */
export interface Connection {
  read(request: ReadRequest): Promise<Answer>;
  /** Resolves when the rows are on the disk. */
  insert(request: InsertRequest): Promise<void>;
  command(text: string, values?: ReadRequest["values"]): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly max: number;
  readonly timeoutMs: number;
  /** Left out to speak to a server whose database is still to be made. */
  readonly topology?: Topology;
}

const SETTINGS: ClickHouseSettings = {
  // Whatever the server's profile says: an answer means that the rows are in the table.
  async_insert: 0,
  // An error in the middle of an answer has the status of an error.
  wait_end_of_query: 1,
  // Hashed ids have more digits than a number of JSON.
  output_format_json_quote_64bit_integers: 1,
  // A row that is refused is met again by every later batch, so no number of months is too many.
  max_partitions_per_insert_block: "0",
};

/** On a cluster. Rows of one visitor lie on one shard, so what is joined is there, too. */
const CLUSTER_SETTINGS: ClickHouseSettings = {
  distributed_product_mode: "local",
  distributed_foreground_insert: 1,
  // What is read before a write has to be what was written: ask the replica that was written to.
  load_balancing: "in_order",
  // Rows that are copied to another visitor go to the shard of that one.
  parallel_distributed_insert_select: "0",
  // An acknowledged batch survives the loss of a replica.
  insert_quorum: "auto",
};

/** Makes connections when they are needed. */
export function openConnection({ url, max, timeoutMs, topology }: ConnectionOptions): Connection {
  const client = createClient({
    url,
    ...(topology ? { database: topology.database } : {}),
    application: "heliometer",
    max_open_connections: max,
    request_timeout: timeoutMs,
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...SETTINGS, ...(topology?.cluster === undefined ? {} : CLUSTER_SETTINGS) },
  });

  return {
    read: async ({ text, values, settings, queryId, signal }) => {
      const result = await client.query({
        query: text,
        format: "JSONCompact",
        ...(values ? { query_params: { ...values } } : {}),
        ...(settings ? { clickhouse_settings: settings } : {}),
        ...(queryId ? { query_id: queryId } : {}),
        ...(signal ? { abort_signal: signal } : {}),
      });
      const { meta = [], data } = await result.json<unknown[]>();
      return { names: meta.map(({ name }) => name), types: meta.map(({ type }) => type), rows: data };
    },
    insert: async ({ table, columns, rows }) => {
      const [first, ...others] = columns;
      if (rows.length === 0 || first === undefined) return;
      await client.insert({ table, columns: [first, ...others], values: rows, format: "JSONCompactEachRow" });
    },
    command: async (text, values) => {
      await client.command({ query: text, ...(values ? { query_params: { ...values } } : {}) });
    },
    close: () => client.close(),
  };
}

/** Rows by column; whole numbers of 64 bits are bigint. */
export function toRawRows({ names, types, rows }: Answer): RawRow[] {
  const readers = types.map((type) => (/\bU?Int64\b/.test(type) ? readBigint : (value: unknown) => value));
  return rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name, readers[index]?.(row[index])] as const)),
  );
}

function readBigint(value: unknown): unknown {
  return typeof value === "string" || typeof value === "number" ? BigInt(value) : value;
}
