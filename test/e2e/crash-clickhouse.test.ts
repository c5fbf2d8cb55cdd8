import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openEventStore } from "@heliometer/events";
import {
  type BrokenLine,
  chdbMissing,
  openBrokenLine,
  startChdb,
  type TestClickhouse,
} from "@heliometer/events/testing";
import { removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand, compareStored, sendEvent, startSenders } from "../support/senders.ts";

/** `npm run test:crash` runs many more. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const SENDERS = 8;
const SCRIPT = ["apps/server/src/cli.ts", "serve"];
/** Of the same rounds every so many kill the product, the others break its line to the store. */
const KILL_PRODUCT_EVERY = 2;
const BROKEN_SHARE = 0.3;
/** So many of the acknowledged events are sent once more at the end. */
const REPEATED = 100;
const limit = { timeout: 60_000 + ROUNDS * 20_000, skip: chdbMissing() ?? false };
const dataDirectory = temporaryDirectory();
let clickhouse: TestClickhouse;
let line: BrokenLine;
let broken = 0;
before(async () => {
  if (chdbMissing()) return;
  clickhouse = await startChdb();
  line = await openBrokenLine(clickhouse.url);
});
after(async () => {
  await line?.[Symbol.asyncDispose]();
  await clickhouse?.stop();
  removeDirectory(dataDirectory);
});

/** Of the inserts some never arrive, and of others the answer is lost: the product cannot tell which. */
function breakInserts(): void {
  line.decide = (statement) => {
    if (!statement.startsWith("INSERT") || Math.random() > BROKEN_SHARE) return "answered";
    broken += 1;
    return Math.random() < 0.5 ? "lost" : "unanswered";
  };
}

async function readStored(projectId: string) {
  const store = await openEventStore({ engine: "clickhouse", url: clickhouse.url });
  try {
    const sql = `select name, count(*) as times from events where project_id = '${projectId}' group by name`;
    return await store.query({ sql });
  } finally {
    await store.close();
  }
}

test(
  "over ClickHouse, with inserts that get lost and the product killed under load, every acknowledged event is there, once",
  limit,
  async () => {
    const env = { CLICKHOUSE_URL: line.url, LOG_LEVEL: "fatal" };
    const { projectId, publicKey } = await addProjectByCommand(dataDirectory, env);
    const acknowledged = new Set<string>();
    let product = await startProduct({ dataDirectory, env, script: SCRIPT });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const senders = startSenders({ origin: product.origin, publicKey }, { senders: SENDERS, prefix: `${round}` });
      breakInserts();
      await setTimeout(500 + Math.random() * 1_000);
      const isKilled = round % KILL_PRODUCT_EVERY === 0;
      if (isKilled) await product.kill();
      for (const id of await senders.stop()) acknowledged.add(id);
      line.decide = null;
      if (isKilled) product = await startProduct({ dataDirectory, env, script: SCRIPT });
    }
    assert.ok(broken >= ROUNDS, `Only ${broken} inserts were broken.`);
    assert.ok(acknowledged.size > ROUNDS * 10, `Only ${acknowledged.size} events were acknowledged.`);
    for (const id of [...acknowledged].slice(0, REPEATED)) {
      assert.equal(await sendEvent({ origin: product.origin, publicKey }, id), 200);
    }
    assert.equal(await product.stop(), 0);
    assert.deepEqual(compareStored(acknowledged, await readStored(projectId)), { lost: [], doubled: [] });
  },
);
