import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { type Journal, openJournal } from "../journal/journal.ts";
import { type Backlog, createBacklog } from "./backlog.ts";
import type { Entry } from "./entries.ts";

const root = mkdtempSync(join(tmpdir(), "heliometer-backlog-"));
after(() => rmSync(root, { recursive: true, force: true }));
let directories = 0;

const aliveOf = (at: number): Entry => ({
  kind: "amendment",
  amendment: { kind: "alive", projectId: "p", visitorId: "v", at },
});
const numberOf = (entry: Entry) => (entry.kind === "amendment" ? entry.amendment.at : Number.NaN);

async function open(
  directory: string,
  memoryBytesMax: number,
): Promise<{ journal: Journal<number>; backlog: Backlog }> {
  const told: { backlog?: Backlog } = {};
  const journal = await openJournal<number>({
    directory,
    segmentBytesMax: 2_000,
    onWritten: (segment, records) => told.backlog?.add(segment, records),
    onSealed: (segment, soundBytes) => told.backlog?.seal(segment, soundBytes),
    onFailed: (error) => assert.fail(String(error)),
    onDamage: (damage) => assert.fail(JSON.stringify(damage)),
  });
  const backlog = createBacklog(journal, { memoryBytesMax, onStuck: (error) => assert.fail(String(error)) });
  told.backlog = backlog;
  return { journal, backlog };
}

test("entries come out in the order in which they went in, from memory or from the disk, and nothing is left", async () => {
  const script = fc.array(
    fc.tuple(fc.constantFrom("put" as const, "take" as const, "reopen" as const), fc.integer({ min: 1, max: 40 })),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(script, fc.constantFrom(0, 500, 3_000, 1_000_000), async (calls, memoryBytesMax) => {
      directories += 1;
      const directory = join(root, String(directories));
      let opened = await open(directory, memoryBytesMax);
      let [put, next] = [0, 0];
      const steps = {
        put: async (count: number) => {
          const entries = Array.from({ length: count }, (_, index) => aliveOf(put + index));
          put += count;
          await opened.journal.append(JSON.stringify(entries), entries.length);
        },
        take: async (count: number) => {
          const batch = await opened.backlog.take(count);
          for (const entry of batch?.entries ?? []) assert.equal(numberOf(entry), next++);
          batch?.done();
          return batch !== null;
        },
        reopen: async () => {
          await opened.journal.seal();
          opened = await open(directory, memoryBytesMax);
          // What was taken from a segment that is still there comes again.
          const first = await opened.backlog.take(1);
          const at = first?.entries[0] ? numberOf(first.entries[0]) : next;
          assert.ok(at <= next);
          next = at + (first?.entries.length ?? 0);
          first?.done();
        },
      };
      for (const [step, count] of calls) await steps[step](count);
      while (await steps.take(7));
      assert.equal(next, put);
      assert.equal(opened.backlog.size().entries, 0);
      await opened.journal.seal();
      assert.equal(await opened.backlog.take(1), null);
      assert.deepEqual(readdirSync(directory), []);
      assert.equal(opened.backlog.size().bytes, 0);
    }),
    { numRuns: 60 },
  );
});

test("what exceeds the memory's share lies on the disk alone, and is counted", async () => {
  directories += 1;
  const { journal, backlog } = await open(join(root, String(directories)), 1_000);
  for (let at = 0; at < 100; at += 1) await journal.append(JSON.stringify([aliveOf(at)]), 1);
  assert.equal(backlog.size().entries, 100);
  assert.ok(backlog.size().bytes > 8_000);
  const seen: number[] = [];
  for (let batch = await backlog.take(10); batch; batch = await backlog.take(10)) {
    seen.push(...batch.entries.map(numberOf));
    batch.done();
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 100 }, (_, at) => at),
  );
});
