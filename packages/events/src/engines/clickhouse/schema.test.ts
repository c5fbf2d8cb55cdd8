import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import { EVENTS, REVENUE_FACTS, REVENUE_SUBJECTS, SESSIONS } from "../../tables.ts";
import { checkTopology, createDatabase, createMigrationsTable, MIGRATIONS, versionedTables } from "./schema.ts";

const ALONE = { database: "heliometer" };
const CLUSTER = { database: "heliometer", cluster: "{cluster}" };

const statementsOf = (topology: { database: string; cluster?: string }) => [
  ...createMigrationsTable(topology),
  ...MIGRATIONS.flatMap(({ statements }) => statements(topology)),
];

function tableOf(statements: readonly string[], name: string): string {
  const found = statements.filter((statement) => statement.includes(`if not exists heliometer.${name} `));
  assert.equal(found.length, 1, name);
  return found.join("");
}

describe("the tables of ClickHouse", () => {
  test("hold every column of events and visits", () => {
    const statements = statementsOf(ALONE);
    for (const { name, columns } of [EVENTS, SESSIONS]) {
      const text = tableOf(statements, name);
      for (const column of columns) assert.match(text, new RegExp(`^ {2}${column.name} `, "m"));
    }
  });

  test("are plain on one server", () => {
    const statements = statementsOf(ALONE);
    assert.equal(createDatabase(ALONE), "create database if not exists heliometer");
    for (const statement of statements) {
      assert.doesNotMatch(statement, /on cluster|Replicated|Distributed/);
      if (/^create view/.test(statement)) continue;
      assert.match(statement, /^create table if not exists heliometer\.\w+ \(/);
      assert.match(statement, /fsync_after_insert = 1, fsync_part_directory = 1$/);
    }
    const events = tableOf(statements, "events");
    assert.ok(events.includes("engine = ReplacingMergeTree(version, is_deleted)\n"));
    assert.ok(events.includes("partition by toYYYYMM(fromUnixTimestamp64Milli(ts, 'UTC'))\n"));
    assert.ok(events.includes("order by (project_id, intDiv(ts, 86400000), visitor_id, ts, event_id)\n"));
    const sessions = tableOf(statements, "sessions");
    assert.ok(sessions.includes("partition by toYYYYMM(fromUnixTimestamp64Milli(started_at, 'UTC'))\n"));
    assert.ok(sessions.includes("order by (project_id, intDiv(started_at, 86400000), visitor_id, session_id)\n"));
  });

  test("are copied and spread on a cluster, the rows of a visitor on one shard", () => {
    const statements = statementsOf(CLUSTER);
    assert.equal(createDatabase(CLUSTER), "create database if not exists heliometer on cluster '{cluster}'");
    for (const statement of statements) assert.match(statement, / on cluster '\{cluster\}'/);
    const events = tableOf(statements, "events_local");
    assert.ok(
      events.includes(
        "engine = ReplicatedReplacingMergeTree('/clickhouse/tables/heliometer/{shard}/events', '{replica}', version, is_deleted)\n",
      ),
    );
    assert.equal(
      tableOf(statements, "events"),
      "create table if not exists heliometer.events on cluster '{cluster}' as heliometer.events_local\n" +
        "engine = Distributed('{cluster}', 'heliometer', 'events_local', cityHash64(visitor_id))",
    );
    for (const name of ["sessions", "latest_visits", "visitor_aliases"]) {
      assert.ok(tableOf(statements, name).endsWith(`'${name}_local', cityHash64(visitor_id))`));
    }
    assert.ok(tableOf(statements, "event_ids").endsWith("'event_ids_local', cityHash64(event_id))"));
    assert.ok(
      tableOf(statements, "latest_visits_local").includes(
        "engine = ReplicatedAggregatingMergeTree('/clickhouse/tables/heliometer/{shard}/latest_visits', '{replica}')\n",
      ),
    );
  });

  test("hold the facts about money as arrays on the row of their subject, and a view shows them one by one", () => {
    const names = REVENUE_FACTS.columns.map(({ name }) => name);
    const alone = statementsOf(ALONE);
    const subjects = tableOf(alone, "revenue_subjects");
    for (const { name } of REVENUE_SUBJECTS.columns) assert.match(subjects, new RegExp(`^ {2}${name} `, "m"));
    for (const name of names.slice(2)) assert.match(subjects, new RegExp(`^ {2}fact_${name} Array\\(`, "m"));
    assert.ok(subjects.includes("engine = ReplacingMergeTree(version)\n"));
    const view = tableOf(alone, "revenue_facts");
    assert.ok(view.startsWith("create view if not exists heliometer.revenue_facts as\nselect "));
    assert.ok(view.includes(`select ${names.join(", ")}\nfrom heliometer.revenue_subjects final\narray join `));
    const cluster = statementsOf(CLUSTER);
    assert.ok(tableOf(cluster, "revenue_subjects").endsWith("'revenue_subjects_local', cityHash64(subject_id))"));
    assert.ok(
      tableOf(cluster, "revenue_subjects_local").includes(
        "engine = ReplicatedReplacingMergeTree('/clickhouse/tables/heliometer/{shard}/revenue_subjects', '{replica}', version)\n",
      ),
    );
    assert.ok(
      tableOf(cluster, "revenue_facts").startsWith(
        "create view if not exists heliometer.revenue_facts on cluster '{cluster}' as\n",
      ),
    );
  });

  test("what is asked before every write lies whole on every server of a cluster", () => {
    const statements = statementsOf(CLUSTER);
    for (const [name, version] of [
      ["batches", "batch"],
      ["schema_migrations", "applied_at"],
    ]) {
      assert.ok(
        tableOf(statements, name ?? "").includes(
          `engine = ReplicatedReplacingMergeTree('/clickhouse/tables/heliometer/${name}', '{shard}-{replica}', ${version})\n`,
        ),
      );
    }
  });

  test("rows are read from the table of all shards and removed from the tables that hold them", () => {
    const removed = (topology: typeof CLUSTER | typeof ALONE) => versionedTables(topology).map(({ place }) => place);
    assert.deepEqual(removed(ALONE).slice(0, 2), ["heliometer.events", "heliometer.sessions"]);
    assert.deepEqual(removed(CLUSTER).slice(0, 2), [
      "heliometer.events_local on cluster '{cluster}'",
      "heliometer.sessions_local on cluster '{cluster}'",
    ]);
    assert.deepEqual(
      versionedTables(CLUSTER).map(({ name }) => name),
      ["events", "sessions", "event_ids", "latest_visits"],
    );
  });

  test("a name that SQL would read as something else is refused", () => {
    for (const topology of [
      { database: "a-b" },
      { database: "1a" },
      { database: "a; drop table x" },
      { database: "a", cluster: "c'" },
      { database: "a", cluster: "" },
    ]) {
      assert.throws(() => checkTopology(topology), InvalidInput);
    }
    checkTopology({ database: "heliometer_2", cluster: "eu-west.1" });
    checkTopology(CLUSTER);
  });
});
