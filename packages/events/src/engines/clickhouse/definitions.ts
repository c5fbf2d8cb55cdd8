import { writeDay } from "../../clickhouse/spans.ts";

/** A table, whatever the topology. */
export interface TableDefinition {
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
const label = (name: string) => `${name} LowCardinality(String)`;
const monthOf = (instant: string) => `toYYYYMM(fromUnixTimestamp64Milli(${instant}, 'UTC'))`;

/** Of two rows with the same sorting key the one with the higher version holds, unless it says that the row is gone. */
const VERSIONED = ["version UInt64", "is_deleted UInt8 default 0"];

export const TABLES: readonly TableDefinition[] = [
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
export const VISITOR_ALIASES: TableDefinition = {
  name: "visitor_aliases",
  columns: [label("project_id"), "visitor_id Int64", "canonical_id Int64", "version UInt64"],
  engine: "ReplacingMergeTree",
  engineArguments: ["version"],
  orderBy: "visitor_id",
  granularity: LOOKUP_GRANULARITY,
  shardBy: "visitor_id",
};

/** What came of an event or a visit before these came themselves; forgotten after two days. */
export const WAITING_AMENDMENTS: TableDefinition = {
  name: "waiting_amendments",
  // The subject is an event where there is a duration, a visitor where there is none.
  columns: [label("project_id"), "subject_id Int64", "received_at Int64", "duration_ms Nullable(Int32)", ...VERSIONED],
  engine: "ReplacingMergeTree",
  engineArguments: ["version", "is_deleted"],
  orderBy: "subject_id, received_at, ifNull(duration_ms, -1)",
  granularity: LOOKUP_GRANULARITY,
  shardBy: "subject_id",
};

/** The columns of a fact, each an array on the row of its subject: facts that are replaced together stand in one row. */
export const FACT_COLUMNS: Readonly<Record<string, string>> = {
  kind: "UInt8",
  happened_at: "Int64",
  currency: "LowCardinality(String)",
  amount: "Int64",
  counted: "Int64",
  impressions: "Int64",
  channel: "LowCardinality(String)",
  source: "LowCardinality(String)",
  medium: "LowCardinality(String)",
  campaign: "LowCardinality(String)",
  lead_ms: "Int64",
  lead_before_ms: "Int64",
  non_direct_lead_ms: "Int64",
  from_end: "Int32",
  from_end_non_direct: "Int32",
};

/** Subjects of facts about money with all their facts, so that a reader sees the facts of one version and never a mixture. */
export const REVENUE_SUBJECTS: TableDefinition = {
  name: "revenue_subjects",
  columns: [
    label("project_id"),
    "project_key Int64",
    "subject_id Int64",
    "subject String",
    "version UInt64",
    ...Object.entries(FACT_COLUMNS).map(([name, type]) => `${factArray(name)} Array(${type})`),
  ],
  engine: "ReplacingMergeTree",
  engineArguments: ["version"],
  orderBy: "project_key, subject_id",
  granularity: LOOKUP_GRANULARITY,
  shardBy: "subject_id",
};

export const MIGRATIONS_TABLE: TableDefinition = {
  name: "schema_migrations",
  columns: ["name String", "applied_at DateTime default now()"],
  engine: "ReplacingMergeTree",
  engineArguments: ["applied_at"],
  orderBy: "name",
  shardBy: null,
};

/** The array that holds a column of the facts of a subject. */
export function factArray(column: string): string {
  return `fact_${column}`;
}
