import { InvalidInput } from "@heliometer/core";
import { writeDay } from "../../clickhouse/spans.ts";

/** Where the tables lie: on one server, or spread over the shards of a cluster and copied to its replicas. */
export interface Topology {
  readonly database: string;
  /** The name of the cluster in the servers' configuration, or a macro of it: {cluster}. */
  readonly cluster?: string | undefined;
}

/** One step of the schema; its statements may be run again after a failure. */
export interface Migration {
  readonly name: string;
  readonly statements: (topology: Topology) => string[];
}

interface TableDefinition {
  readonly name: string;
  readonly columns: readonly string[];
  readonly engine: "ReplacingMergeTree" | "AggregatingMergeTree";
  readonly engineArguments: readonly string[];
  readonly partitionBy?: string;
  readonly orderBy: string;
  readonly granularity?: number;
  /** What decides the shard of a row; null: every server of the cluster holds all rows. */
  readonly shardBy: string | null;
}

/** Rows that are looked up one by one are read in small pieces. */
const LOOKUP_GRANULARITY = 1_024;
/** A row that a sender has been told of is on the disk. */
const DURABILITY = ["fsync_after_insert = 1", "fsync_part_directory = 1"];

const label = (name: string) => `${name} LowCardinality(String)`;
const monthOf = (instant: string) => `toYYYYMM(fromUnixTimestamp64Milli(${instant}, 'UTC'))`;

/** Of two rows with the same sorting key the one with the higher version holds, unless it says that the row is gone. */
const VERSIONED = ["version UInt64", "is_deleted UInt8 default 0"];

const TABLES: readonly TableDefinition[] = [
  {
    name: "events",
    columns: [
      label("project_id"),
      "event_id Int64",
      "ts Int64",
      "kind UInt8",
      "visitor_id Int64",
      "session_id Int64",
      label("name"),
      label("hostname"),
      label("path"),
      label("title"),
      "properties String codec(ZSTD(1))",
      // What a question for a property is answered from: every top-level property as text.
      "property_texts Map(LowCardinality(String), String)",
      "duration_ms Nullable(Int32)",
      ...VERSIONED,
    ],
    engine: "ReplacingMergeTree",
    engineArguments: ["version", "is_deleted"],
    partitionBy: monthOf("ts"),
    orderBy: `project_id, ${writeDay("ts")}, visitor_id, ts, event_id`,
    shardBy: "visitor_id",
  },
  {
    name: "sessions",
    columns: [
      label("project_id"),
      "session_id Int64",
      "visitor_id Int64",
      "started_at Int64",
      "first_event_id Int64",
      "last_event_at Int64",
      "last_activity_at Int64",
      "prev_at Int64",
      "pageviews Int32",
      "custom_events Int32",
      label("entry_path"),
      label("exit_path"),
      "first_pageview_at Nullable(Int64)",
      "first_pageview_id Nullable(Int64)",
      "last_pageview_at Nullable(Int64)",
      "last_pageview_id Nullable(Int64)",
      label("hostname"),
      "referrer String",
      label("referrer_host"),
      label("source"),
      label("channel"),
      label("utm_source"),
      label("utm_medium"),
      label("utm_campaign"),
      label("utm_term"),
      label("utm_content"),
      label("country"),
      label("region"),
      label("city"),
      label("device"),
      label("browser"),
      label("os"),
      label("language"),
      ...VERSIONED,
      // Finds the visits that are not over yet without a look at the months before.
      "index activity last_activity_at type minmax granularity 1",
    ],
    engine: "ReplacingMergeTree",
    engineArguments: ["version", "is_deleted"],
    partitionBy: monthOf("started_at"),
    orderBy: `project_id, ${writeDay("started_at")}, visitor_id, session_id`,
    shardBy: "visitor_id",
  },
  {
    // Whether an event is known, whatever its time and visitor.
    name: "event_ids",
    columns: ["event_id Int64", "version UInt64"],
    engine: "ReplacingMergeTree",
    engineArguments: ["version"],
    orderBy: "event_id",
    granularity: LOOKUP_GRANULARITY,
    shardBy: "event_id",
  },
  {
    // When a visitor's latest visit began: of several rows the newest version, in it the latest start.
    name: "latest_visits",
    columns: [
      label("project_id"),
      "visitor_id Int64",
      "latest SimpleAggregateFunction(max, Tuple(version UInt64, started_at Int64))",
    ],
    engine: "AggregatingMergeTree",
    engineArguments: [],
    orderBy: "project_id, visitor_id",
    granularity: LOOKUP_GRANULARITY,
    shardBy: "visitor_id",
  },
  {
    // What is written last, before it is written: see batches.ts. One row remains.
    name: "batches",
    columns: ["slot UInt8 default 0", "batch UInt64", label("kind"), "payload String codec(ZSTD(1))"],
    engine: "ReplacingMergeTree",
    engineArguments: ["batch"],
    orderBy: "slot",
    shardBy: null,
  },
];

/**
 * The ids of visitors who have become one by merges, the canonical one among them. A canonical id stands for itself, so
 * that one look finds whether an id is another visitor's, and whether a visitor has several.
 */
const VISITOR_ALIASES: TableDefinition = {
  name: "visitor_aliases",
  columns: [label("project_id"), "visitor_id Int64", "canonical_id Int64", "version UInt64"],
  engine: "ReplacingMergeTree",
  engineArguments: ["version"],
  orderBy: "visitor_id",
  granularity: LOOKUP_GRANULARITY,
  shardBy: "visitor_id",
};

/** What came of an event or a visit before these came themselves; forgotten after two days. */
const WAITING_AMENDMENTS: TableDefinition = {
  name: "waiting_amendments",
  // The subject is an event where there is a duration, a visitor where there is none.
  columns: [label("project_id"), "subject_id Int64", "received_at Int64", "duration_ms Nullable(Int32)", ...VERSIONED],
  engine: "ReplacingMergeTree",
  engineArguments: ["version", "is_deleted"],
  orderBy: "subject_id, received_at, ifNull(duration_ms, -1)",
  granularity: LOOKUP_GRANULARITY,
  shardBy: "subject_id",
};

const MIGRATIONS_TABLE: TableDefinition = {
  name: "schema_migrations",
  columns: ["name String", "applied_at DateTime default now()"],
  engine: "ReplacingMergeTree",
  engineArguments: ["applied_at"],
  orderBy: "name",
  shardBy: null,
};

/** The steps of the schema, forward only. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001_events",
    statements: (topology) => TABLES.flatMap((table) => createTable(table, topology)),
  },
  {
    name: "0002_visitor_aliases",
    statements: (topology) => createTable(VISITOR_ALIASES, topology),
  },
  {
    name: "0003_waiting_amendments",
    statements: (topology) => createTable(WAITING_AMENDMENTS, topology),
  },
];

/** Where rows of a table are deleted. */
export function placeOf(name: string, topology: Topology): string {
  const table = [...TABLES, VISITOR_ALIASES, WAITING_AMENDMENTS].find((definition) => definition.name === name);
  if (!table) throw new TypeError(`No table ${name}`);
  return `${topology.database}.${localName(table, topology)}${onCluster(topology)}`;
}

/** The table that names the steps which have been taken. */
export function createMigrationsTable(topology: Topology): string[] {
  return createTable(MIGRATIONS_TABLE, topology);
}

/** A table whose rows carry the number of their batch: where it is read, where it is changed, and what says the number. */
export interface VersionedTable {
  readonly name: string;
  readonly place: string;
  readonly version: string;
}

/** The tables that batches write to. */
export function versionedTables(topology: Topology): VersionedTable[] {
  return TABLES.filter(({ shardBy }) => shardBy !== null).map((table) => ({
    name: table.name,
    place: placeOf(table.name, topology),
    version: table.name === "latest_visits" ? "tupleElement(latest, 'version')" : "version",
  }));
}

/** Makes the database. */
export function createDatabase(topology: Topology): string {
  return `create database if not exists ${topology.database}${onCluster(topology)}`;
}

/** @throws InvalidInput when a name would not be one in SQL. */
export function checkTopology({ database, cluster }: Topology): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(database)) {
    throw new InvalidInput({
      field: "database",
      rule: "the name of a ClickHouse database has letters, digits and underscores, and no digit in front.",
      received: database,
      example: { database: "heliometer" },
    });
  }
  if (cluster !== undefined && !/^[A-Za-z0-9_.{}-]+$/.test(cluster)) {
    throw new InvalidInput({
      field: "cluster",
      rule: "the name of a ClickHouse cluster has letters, digits, underscores, dots and dashes, or is a macro in braces.",
      received: cluster,
      example: { cluster: "{cluster}" },
    });
  }
}

/** On a cluster a table is two: one that holds the rows of a shard, and one without rows that stands for all of them. */
function createTable(table: TableDefinition, topology: Topology): string[] {
  const { database, cluster } = topology;
  const local = localName(table, topology);
  const stored = [
    `create table if not exists ${database}.${local}${onCluster(topology)} (\n  ${table.columns.join(",\n  ")}\n)`,
    `engine = ${writeEngine(table, topology)}`,
    ...(table.partitionBy ? [`partition by ${table.partitionBy}`] : []),
    `order by (${table.orderBy})`,
    `settings ${[...(table.granularity ? [`index_granularity = ${table.granularity}`] : []), ...DURABILITY].join(", ")}`,
  ].join("\n");
  if (cluster === undefined || table.shardBy === null) return [stored];
  const spread = `create table if not exists ${database}.${table.name}${onCluster(topology)} as ${database}.${local}
engine = Distributed('${cluster}', '${database}', '${local}', cityHash64(${table.shardBy}))`;
  return [stored, spread];
}

function localName({ name, shardBy }: TableDefinition, { cluster }: Topology): string {
  return cluster === undefined || shardBy === null ? name : `${name}_local`;
}

function writeEngine({ name, engine, engineArguments, shardBy }: TableDefinition, topology: Topology): string {
  const { database, cluster } = topology;
  if (cluster === undefined) return `${engine}(${engineArguments.join(", ")})`;
  // A table that every server holds is one set of replicas over all shards.
  const [path, replica] =
    shardBy === null
      ? [`/clickhouse/tables/${database}/${name}`, "{shard}-{replica}"]
      : [`/clickhouse/tables/${database}/{shard}/${name}`, "{replica}"];
  return `Replicated${engine}(${[`'${path}'`, `'${replica}'`, ...engineArguments].join(", ")})`;
}

function onCluster({ cluster }: Topology): string {
  return cluster === undefined ? "" : ` on cluster '${cluster}'`;
}
