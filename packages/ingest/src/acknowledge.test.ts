import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer, type TestServer } from "./testing/server.ts";

const VIEW = { visitorId: "visitor-1", path: "/", hostname: "www.example.com" };
const POLL_MS = 5;
const POLLS_MAX = 2_000;

/** Waits until so many events are in the queue: until then nothing can be said about their answers. */
async function untilAccepted(server: TestServer, events: number): Promise<void> {
  for (let polls = 0; server.ingest.counters().accepted < events; polls += 1) {
    assert.ok(polls < POLLS_MAX, `${events} events were not accepted in time`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

test("no sender hears of success before the batch is committed, and then the event can be read", async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const server = await startServer({ append: (events, store) => gate.then(() => store.append(events)) });
  try {
    let answered = 0;
    const sent = [1, 2, 3].map(async (id) => {
      const answer = await server.post("/api/t/e", { ...VIEW, path: `/${id}`, pageViewId: `gated-${id}` });
      answered += 1;
      const [row] = await server.rows(`select count(*)::int as n from events where path = '/${id}'`);
      return { status: answer.status, stored: row?.n };
    });
    await untilAccepted(server, 3);
    assert.equal(answered, 0);
    open();
    assert.deepEqual(await Promise.all(sent), Array(3).fill({ status: 200, stored: 1 }));
  } finally {
    await server.close();
  }
});

test("a store that cannot commit is a 503 for each event of the batch, and nothing of it is kept", async () => {
  let broken = true;
  const server = await startServer({
    append: (events, store) => (broken ? Promise.reject(new Error("disk full")) : store.append(events)),
  });
  try {
    const send = (id: number) => server.post("/api/t/e", { ...VIEW, pageViewId: `broken-${id}` });
    for (const { status, headers, body } of await Promise.all([1, 2, 3].map(send))) {
      assert.deepEqual([status, body.error.code, headers.get("retry-after")], [503, "unavailable", "5"]);
      assert.match(body.error.message, /Nothing of it was kept/);
    }
    assert.deepEqual(await server.rows("select * from events"), []);
    broken = false;
    assert.deepEqual(
      (await Promise.all([1, 2, 3].map(send))).map(({ status }) => status),
      [200, 200, 200],
    );
    const { accepted, stored, duplicates, refused } = server.ingest.counters();
    assert.deepEqual([accepted, stored, duplicates, refused.store_failed], [6, 3, 0, 3]);
    assert.ok(server.log.some((line) => line.includes("disk full") && line.includes('"level":50')));
  } finally {
    await server.close();
  }
});

test("a closed store refuses; what it acknowledged before is there once", async () => {
  const server = await startServer();
  try {
    const kept = await server.post("/api/t/e", { ...VIEW, pageViewId: "kept" });
    await server.store.close();
    const lost = await server.post("/api/t/e", { ...VIEW, pageViewId: "lost" });
    assert.deepEqual([kept.status, lost.status], [200, 503]);
  } finally {
    await server.close();
  }
});

test("a full queue answers 503 with Retry-After and takes events again when it has drained", async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const server = await startServer({
    append: (events, store) => gate.then(() => store.append(events)),
    queue: { queueEventsMax: 4, batchEventsMax: 2 },
  });
  try {
    const send = (id: number) => server.post("/api/t/e", { ...VIEW, pageViewId: `flood-${id}` });
    const first = [1, 2, 3, 4].map(send);
    await untilAccepted(server, 4);
    const refused = await send(5);
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "5"]);
    assert.match(refused.body.error.message, /Nothing of this request was kept/);
    open();
    assert.deepEqual(
      (await Promise.all(first)).map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.equal((await send(5)).status, 200);
    const [row] = await server.rows("select count(*)::int as n from events");
    assert.equal(row?.n, 5);
    assert.equal(server.ingest.counters().refused.overloaded, 1);
  } finally {
    await server.close();
  }
});

test("flushing commits and answers what waits for companions", async () => {
  const server = await startServer({ queue: { batchWaitMs: 60_000 } });
  try {
    const sent = server.post("/api/t/e", { ...VIEW, pageViewId: "waiting" });
    await untilAccepted(server, 1);
    await server.ingest.flush();
    assert.equal((await sent).status, 200);
  } finally {
    await server.close();
  }
});

test("two hundred senders share a few commits", async () => {
  let commits = 0;
  const server = await startServer({
    append: (events, store) => {
      commits += 1;
      return store.append(events);
    },
    queue: { batchWaitMs: 50 },
  });
  try {
    const ids = Array.from({ length: 200 }, (_, id) => id);
    const answers = await Promise.all(ids.map((id) => server.post("/api/t/e", { ...VIEW, pageViewId: `many-${id}` })));
    assert.ok(answers.every(({ status }) => status === 200));
    const [row] = await server.rows("select count(*)::int as n from events");
    assert.equal(row?.n, 200);
    assert.ok(commits < 50, `${commits} commits`);
  } finally {
    await server.close();
  }
});
