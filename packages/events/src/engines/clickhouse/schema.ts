import { InvalidInput } from "@heliometer/core";
import {
  FACT_COLUMNS,
  factArray,
  MIGRATIONS_TABLE,
  REVENUE_SUBJECTS,
  TABLES,
  type TableDefinition,
  VISITOR_ALIASES,
  WAITING_AMENDMENTS,
} from "./definitions.ts";

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

/** A row that a sender has been told of is on the disk. */
const DURABILITY = ["fsync_after_insert = 1", "fsync_part_directory = 1"];

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
  {
    name: "0004_revenue_facts",
    statements: (topology) => [...createTable(REVENUE_SUBJECTS, topology), createFactsView(topology)],
  },
];

/** Where rows of a table are deleted. */
export function placeOf(name: string, topology: Topology): string {
  const table = [...TABLES, VISITOR_ALIASES, WAITING_AMENDMENTS, REVENUE_SUBJECTS].find(
    (definition) => definition.name === name,
  );
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

/** One row a fact, as the other engines keep them. */
function createFactsView(topology: Topology): string {
  const names = Object.keys(FACT_COLUMNS);
  const arrays = names.map((name) => `${factArray(name)} as ${name}`);
  return `create view if not exists ${topology.database}.revenue_facts${onCluster(topology)} as
select project_key, subject_id, ${names.join(", ")}
from ${topology.database}.revenue_subjects final
array join ${arrays.join(", ")}`;
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
