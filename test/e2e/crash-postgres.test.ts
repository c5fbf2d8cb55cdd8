import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type Database, openDatabase } from "@heliometer/db";
import { startPostgres } from "@heliometer/db/testing";
import { sql } from "kysely";
import { removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand, compareStored, startSenders } from "../support/senders.ts";

/** `npm run test:crash` runs many more. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 10);
const SENDERS = 8;
const SCRIPT = ["apps/server/src/cli.ts", "serve"];
/** Of the same rounds every so many kill the product, the others the connections of its database. */
const KILL_PRODUCT_EVERY = 3;
const dataDirectory = temporaryDirectory();
const limit = { timeout: 60_000 + ROUNDS * 20_000 };
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let env: Record<string, string>;
let db: Database;
before(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  env = { DATABASE_URL: url, SECRET_KEY: "0123456789abcdef0123456789abcdef", LOG_LEVEL: "fatal" };
  db = await openDatabase({ engine: "postgres", url });
});
after(async () => {
  await db?.destroy();
  await postgres?.stop();
  removeDirectory(dataDirectory);
});

/** Ends every connection to the database but this one, whatever it is doing. */
async function killBackends(): Promise<number> {
  const { rows } = await sql<{ killed: boolean }>`
    select pg_terminate_backend(pid) as killed from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
  return rows.length;
}

test(
  `over Postgres, with backends and product killed under load, every acknowledged event is there, once`,
  limit,
  async () => {
    const { projectId, publicKey } = await addProjectByCommand(dataDirectory, env);
    const acknowledged = new Set<string>();
    let killed = 0;
    let product = await startProduct({ dataDirectory, env, script: SCRIPT });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const senders = startSenders({ origin: product.origin, publicKey }, { senders: SENDERS, prefix: `${round}` });
      for (let time = 0; time < 3; time += 1) {
        await setTimeout(50 + Math.random() * 250);
        killed += await killBackends();
      }
      await setTimeout(Math.random() * 300);
      const isKilled = round % KILL_PRODUCT_EVERY === 0;
      if (isKilled) await product.kill();
      for (const id of await senders.stop()) acknowledged.add(id);
      if (isKilled) product = await startProduct({ dataDirectory, env, script: SCRIPT });
    }
    assert.ok(killed > ROUNDS, `Only ${killed} backends were killed.`);
    assert.ok(acknowledged.size > ROUNDS * 10, `Only ${acknowledged.size} events were acknowledged.`);
    assert.equal(await product.stop(), 0);
    const { rows } = await sql<Record<string, unknown>>`
    select name, count(*) as times from heliometer_events.events where project_id = ${projectId} group by name`.execute(
      db,
    );
    assert.deepEqual(compareStored(acknowledged, rows), { lost: [], doubled: [] });
  },
);
