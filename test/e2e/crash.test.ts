import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { readStoredTimes } from "../support/open-store.ts";
import { removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand, compareStored, startSenders } from "../support/senders.ts";

/** `npm run test:crash` runs many more. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 10);
const SENDERS = 8;
const LIFE_MS_MIN = 50;
const LIFE_MS_SPREAD = 800;
const SCRIPT = ["apps/server/src/cli.ts", "serve"];
const dataDirectory = temporaryDirectory();
after(() => removeDirectory(dataDirectory));

const limit = { timeout: 60_000 + ROUNDS * 20_000 };

test(`after SIGKILL at ${ROUNDS} random points under load every acknowledged event is there, once`, limit, async () => {
  const { projectId, publicKey } = await addProjectByCommand(dataDirectory);
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const product = await startProduct({ dataDirectory, script: SCRIPT });
    const senders = startSenders({ origin: product.origin, publicKey }, { senders: SENDERS, prefix: `${round}` });
    await setTimeout(LIFE_MS_MIN + Math.random() * LIFE_MS_SPREAD);
    await product.kill();
    for (const id of await senders.stop()) acknowledged.add(id);
  }
  assert.ok(acknowledged.size > ROUNDS * 10, `Only ${acknowledged.size} events were acknowledged.`);

  const last = await startProduct({ dataDirectory, script: SCRIPT });
  assert.equal(await last.stop(), 0);
  assert.deepEqual(readdirSync(join(dataDirectory, "journal")), [], "A product that ends well leaves nothing behind.");
  const rows = await readStoredTimes(dataDirectory, projectId);
  assert.deepEqual(compareStored(acknowledged, rows), { lost: [], doubled: [] });
});
