import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { openFiles } from "./journal/files.ts";
import { startServer, type TestServer } from "./testing/server.ts";

const VIEW = { visitorId: "visitor-1", path: "/", hostname: "www.example.com" };
const send = (server: TestServer, id: string) =>
  server.post("/api/t/e", { ...VIEW, visitorId: `v-${id}`, pageViewId: id });

function journalOf({ directory }: TestServer): string {
  const journal = join(directory, "journal");
  return readdirSync(journal)
    .map((name) => readFileSync(join(journal, name), "utf8"))
    .join("");
}

async function countEvents(server: TestServer): Promise<unknown> {
  const [row] = await server.rows("select count(*)::int as n from events");
  return row?.n;
}

test("no sender hears of success before the event is in the journal, whether the store takes it or not", async () => {
  let isAway = true;
  const server = await startServer({
    append: (events, store) => (isAway ? Promise.reject(new Unavailable("gone")) : store.append(events)),
  });
  try {
    for (const id of ["first", "second", "third"]) {
      assert.equal((await send(server, id)).status, 200);
      assert.ok(journalOf(server).includes(`"${id}"`));
    }
    assert.deepEqual(await server.store.query({ sql: "select 1 from events" }), []);
    isAway = false;
    assert.equal(await countEvents(server), 3);
    const { accepted, stored, duplicates } = server.ingest.counters();
    assert.deepEqual([accepted, stored, duplicates], [3, 3, 0]);
  } finally {
    await server.close();
  }
});

test("a disk that cannot be written is a 503 for each event, nothing of it is kept, and it goes on by itself", async () => {
  let isBroken = false;
  const server = await startServer({
    pipeline: {
      files: {
        ...openFiles("-"),
        list: async () => [],
        create: async (name) => {
          const file = await openFiles(join(server.directory, "journal")).create(name);
          const write = (bytes: Buffer) =>
            isBroken ? Promise.reject(new Error("EIO: i/o error, write")) : file.write(bytes);
          return { ...file, write };
        },
        remove: (name) => openFiles(join(server.directory, "journal")).remove(name),
      },
    },
  });
  try {
    assert.equal((await send(server, "before")).status, 200);
    isBroken = true;
    const ids = ["broken-1", "broken-2", "broken-3"];
    for (const { status, headers, body } of await Promise.all(ids.map((id) => send(server, id)))) {
      assert.deepEqual([status, body.error.code, headers.get("retry-after")], [503, "unavailable", "5"]);
      assert.match(body.error.message, /Nothing of it was kept; send it again with the same id/);
    }
    assert.equal(server.ingest.state().refusing, "store_failed");
    assert.equal(await countEvents(server), 1, "What was acknowledged can be read all the while.");
    isBroken = false;
    await new Promise((resolve) => setTimeout(resolve, 250));
    for (const { status } of await Promise.all(ids.map((id) => send(server, id)))) assert.equal(status, 200);
    assert.equal(await countEvents(server), 4);
    const { stored, duplicates, refused } = server.ingest.counters();
    assert.deepEqual([stored, duplicates, refused.store_failed], [4, 0, 3]);
    assert.ok(server.log.some((line) => line.includes("EIO") && line.includes('"level":50')));
  } finally {
    await server.close();
  }
});

test("a full backlog answers 503 with Retry-After, counts it for the project, and takes events again when it has drained", async () => {
  let isAway = true;
  const server = await startServer({
    append: (events, store) => (isAway ? Promise.reject(new Unavailable("gone")) : store.append(events)),
    pipeline: { limits: { backlogEntriesMax: 4 } },
  });
  try {
    for (const id of ["1", "2", "3", "4"]) assert.equal((await send(server, id)).status, 200);
    const refused = await send(server, "5");
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "5"]);
    assert.match(refused.body.error.message, /Nothing of this request was kept/);
    isAway = false;
    await server.ingest.settle();
    assert.equal((await send(server, "5")).status, 200);
    assert.equal(await countEvents(server), 5);
    assert.equal(server.ingest.counters().refused.overloaded, 1);
    const counts = await server.ctx.db
      .selectFrom("refused_counts")
      .select(["project_id", "reason", "events"])
      .execute();
    assert.deepEqual(counts, [{ project_id: server.projectId, reason: "overloaded", events: 1 }]);
  } finally {
    await server.close();
  }
});

test("two hundred senders share a few writes of the journal", async () => {
  let writes = 0;
  const server: TestServer = await startServer({
    pipeline: {
      files: {
        ...openFiles("-"),
        list: async () => [],
        create: async (name) => {
          const file = await openFiles(join(server.directory, "journal")).create(name);
          const write = async (bytes: Buffer) => {
            writes += 1;
            await file.write(bytes);
          };
          return { ...file, write };
        },
        remove: (name) => openFiles(join(server.directory, "journal")).remove(name),
      },
    },
  });
  try {
    const ids = Array.from({ length: 200 }, (_, id) => `many-${id}`);
    const answers = await Promise.all(ids.map((id) => send(server, id)));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(await countEvents(server), 200);
    assert.ok(writes < 150, `${writes} writes`);
  } finally {
    await server.close();
  }
});

test("closing brings what was acknowledged into the store and leaves an empty journal", async () => {
  const server = await startServer({ pipeline: { timing: { applyEveryMs: 60_000 } } });
  try {
    for (const id of ["1", "2", "3"]) await send(server, id);
    await server.ingest.close();
    const rows = await server.store.query({ sql: "select count(*)::int as n from events" });
    assert.deepEqual(rows, [{ n: 3 }]);
    assert.equal(journalOf(server), "");
    assert.equal((await send(server, "late")).status, 503);
  } finally {
    await server.close();
  }
});
