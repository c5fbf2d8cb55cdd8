import assert from "node:assert/strict";
import { after, test } from "node:test";
import { readStoredTimes } from "../support/open-store.ts";
import { removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand, compareStored, sendEvent } from "../support/senders.ts";

const EVENTS = 1_000;
const TIMES_MAX = 5;
const SENDERS = 16;
const PARTS = 4;
const SCRIPT = ["apps/server/src/cli.ts", "serve"];
const dataDirectory = temporaryDirectory();
after(() => removeDirectory(dataDirectory));

test("every event that is sent one to five times, in random order and across restarts and crashes, counts once", async () => {
  const { projectId, publicKey } = await addProjectByCommand(dataDirectory);
  const ids = Array.from({ length: EVENTS }, (_, index) => `storm_${index}`);
  const storm = shuffle(ids.flatMap((id) => Array<string>(1 + Math.floor(Math.random() * TIMES_MAX)).fill(id)));
  const acknowledged = new Set<string>();
  for (let part = 0; part < PARTS; part += 1) {
    const product = await startProduct({ dataDirectory, script: SCRIPT });
    const open = storm.slice((storm.length * part) / PARTS, (storm.length * (part + 1)) / PARTS);
    const senders = Array.from({ length: SENDERS }, async () => {
      for (let id = open.pop(); id; id = open.pop()) {
        assert.equal(await sendEvent({ origin: product.origin, publicKey }, id), 200);
        acknowledged.add(id);
      }
    });
    await Promise.all(senders);
    if (part % 2 === 0) await product.kill();
    else await product.stop();
  }
  assert.equal(acknowledged.size, EVENTS);
  const last = await startProduct({ dataDirectory, script: SCRIPT });
  assert.equal(await last.stop(), 0);
  const rows = await readStoredTimes(dataDirectory, projectId);
  assert.deepEqual(compareStored(acknowledged, rows), { lost: [], doubled: [] });
  assert.equal(rows.length, EVENTS);
});

/** Fisher and Yates. */
function shuffle<Item>(items: Item[]): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    const [one, two] = [items[last], items[other]];
    if (one !== undefined && two !== undefined) [items[last], items[other]] = [two, one];
  }
  return items;
}
