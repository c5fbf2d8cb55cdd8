import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Conflict } from "@heliometer/core";
import { type JournalFiles, openFiles, type SegmentFile } from "./files.ts";
import { type Damage, type Journal, type JournalOptions, openJournal } from "./journal.ts";
import type { Segment } from "./segments.ts";

const directories: string[] = [];
const journals: Journal<string>[] = [];
after(async () => {
  for (const journal of journals) await journal.seal();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "heliometer-journal-"));
  directories.push(directory);
  return directory;
}

/** A journal over a directory, and everything that it has told. */
async function openTold(directory: string, options: Partial<JournalOptions<string>> = {}) {
  const told = {
    written: [] as string[],
    sealed: [] as { segment: Segment; soundBytes: number }[],
    failures: [] as unknown[],
    damages: [] as Damage[],
    groups: 0,
  };
  const journal = await openJournal<string>({
    directory,
    onWritten: (_segment, records) => {
      told.groups += 1;
      told.written.push(...records.map(({ carried }) => carried));
    },
    onSealed: (segment, soundBytes) => told.sealed.push({ segment, soundBytes }),
    onFailed: (error) => told.failures.push(error),
    onDamage: (damage) => told.damages.push(damage),
    ...options,
  });
  journals.push(journal);
  return { journal, told };
}

const append = (journal: Journal<string>, text: string) => journal.append(JSON.stringify(text), text);

async function readAll(journal: Journal<string>): Promise<string[]> {
  const texts: string[] = [];
  for (const { segment, bytes } of journal.left) {
    for (const payload of await journal.read(segment, bytes)) texts.push(JSON.parse(payload.toString("utf8")));
  }
  return texts;
}

test("many senders share few syncs, each is told after its own record is in the file, in the order of arrival", async () => {
  const directory = newDirectory();
  const { journal, told } = await openTold(directory);
  const texts = Array.from({ length: 500 }, (_, index) => `event ${index}`);
  await Promise.all(
    texts.map(async (text) => {
      await append(journal, text);
      const file = readFileSync(join(directory, readdirSync(directory)[0] ?? ""), "utf8");
      assert.ok(file.includes(`"${text}"`));
    }),
  );
  assert.deepEqual(told.written, texts);
  assert.ok(told.groups < 20, `${told.groups} groups`);
});

test("what one process has written the next one finds, in order, over many segments", async () => {
  const directory = newDirectory();
  const first = await openTold(directory, { segmentBytesMax: 200 });
  const texts = Array.from({ length: 40 }, (_, index) => `event ${index}`);
  for (const text of texts) await append(first.journal, text);
  assert.ok(first.told.sealed.length > 3);
  const second = await openTold(directory, { segmentBytesMax: 200 });
  assert.deepEqual(await readAll(second.journal), texts);
  await append(second.journal, "next");
  const third = await openTold(directory);
  assert.deepEqual(await readAll(third.journal), [...texts, "next"]);
  for (const { segment } of third.journal.left) await third.journal.remove(segment);
  assert.deepEqual(readdirSync(directory), []);
});

test("a sealed segment gets nothing more, and an empty one is never made", async () => {
  const directory = newDirectory();
  const { journal } = await openTold(directory);
  await journal.seal();
  assert.deepEqual(readdirSync(directory), []);
  await append(journal, "one");
  await journal.seal();
  await append(journal, "two");
  assert.equal(readdirSync(directory).length, 2);
});

test("files and their directory are their owner's alone", async () => {
  const directory = newDirectory();
  const { journal } = await openTold(directory);
  await append(journal, "one");
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  assert.equal(statSync(join(directory, readdirSync(directory)[0] ?? "")).mode & 0o777, 0o600);
});

test("damage in the middle is kept and told of, and what stands around it is read", async () => {
  const directory = newDirectory();
  const first = await openTold(directory);
  for (const text of ["one", "two", "three"]) await append(first.journal, text);
  const path = join(directory, readdirSync(directory)[0] ?? "");
  const bytes = readFileSync(path);
  bytes.writeUInt8(0x58, bytes.indexOf('"two"') + 1);
  writeFileSync(path, bytes);
  const { journal, told } = await openTold(directory);
  assert.deepEqual(await readAll(journal), ["one", "three"]);
  const [damage] = told.damages;
  assert.ok(damage && !damage.isTail);
  const kept = join(directory, damage.keptAs);
  assert.deepEqual(readFileSync(kept), bytes.subarray(damage.start, damage.end));
  await journal.sweep();
  assert.ok(readdirSync(directory).includes(damage.keptAs));
  const twoDaysAgo = Date.now() / 1_000 - 172_800;
  utimesSync(kept, twoDaysAgo, twoDaysAgo);
  await journal.sweep();
  assert.ok(!readdirSync(directory).includes(damage.keptAs));
});

test("a segment of another format stops the start with a sentence that names it", async () => {
  const directory = newDirectory();
  const first = await openTold(directory);
  await append(first.journal, "one");
  const path = join(directory, readdirSync(directory)[0] ?? "");
  const bytes = readFileSync(path);
  bytes.writeUInt8(9, 7);
  writeFileSync(path, bytes);
  await assert.rejects(
    openTold(directory),
    (error) => error instanceof Conflict && error.message.includes(path) && /version 9/.test(error.message),
  );
});

test("a disk without room refuses the group; what was acknowledged stays, and the next segment takes over", async () => {
  const directory = newDirectory();
  const full = await open("/dev/full", "w");
  let isFull = false;
  const files = failing(directory, (file) => ({
    ...file,
    write: async (bytes) => {
      // The kernel's own "No space left on device", after a part of the record got in.
      if (!isFull) return file.write(bytes);
      await file.write(bytes.subarray(0, 5));
      await full.write(bytes);
    },
  }));
  const { journal, told } = await openTold(directory, { files });
  await append(journal, "before");
  isFull = true;
  const refused = await Promise.allSettled([append(journal, "a"), append(journal, "b")]);
  for (const each of refused) assert.equal(each.status === "rejected" && each.reason.code, "ENOSPC");
  await assert.rejects(append(journal, "at once"), { code: "ENOSPC" });
  assert.equal(told.failures.length, 1, "Shortly after a failure the disk is left alone.");
  isFull = false;
  await new Promise((resolve) => setTimeout(resolve, 250));
  await append(journal, "after");
  await full.close();
  assert.deepEqual(told.written, ["before", "after"]);
  const next = await openTold(directory);
  assert.equal(next.journal.left.length, 2, "The failed segment is left alone.");
  assert.deepEqual(await readAll(next.journal), ["before", "after"]);
  assert.deepEqual(next.told.damages, []);
});

test("after a sync that failed the same file is never written again, although it would seem to work", async () => {
  const directory = newDirectory();
  let writes = 0;
  const files = failing(directory, (file) => ({
    ...file,
    write: async (bytes) => {
      writes += 1;
      await file.write(bytes);
      if (writes === 2) throw Object.assign(new Error("EIO: i/o error, write"), { code: "EIO" });
    },
  }));
  const { journal, told } = await openTold(directory, { files });
  await append(journal, "before");
  await assert.rejects(append(journal, "lost"), { code: "EIO" });
  await new Promise((resolve) => setTimeout(resolve, 250));
  await append(journal, "after");
  assert.equal(told.sealed.length, 1);
  const next = await openTold(directory);
  assert.deepEqual(await readAll(next.journal), ["before", "after"]);
});

/** The real files of a directory, of which those that are written behave as the test says. */
function failing(directory: string, change: (file: SegmentFile) => SegmentFile): JournalFiles {
  const files = openFiles(directory);
  return { ...files, create: async (name) => change(await files.create(name)) };
}
