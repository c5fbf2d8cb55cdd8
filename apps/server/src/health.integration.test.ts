import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import type { Ingest } from "@heliometer/ingest";
import Fastify, { type FastifyInstance } from "fastify";
import { registerHealth } from "./health.ts";

const state: ReturnType<Ingest["state"]> = { isReplaying: false, refusing: null, backlogEntries: 0, backlogBytes: 0 };
let db: Database;
let app: FastifyInstance;
let now = state;
before(async () => {
  db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
  app = Fastify();
  registerHealth(app, { db, store: { dataThrough: async () => null }, ingest: { state: () => now } });
});
after(async () => {
  await app.close();
  await db.destroy();
});

async function ask() {
  const { statusCode, headers, json } = await app.inject("/readyz");
  return [statusCode, headers["retry-after"], json()];
}

test("a start that still stores what was acknowledged before is not ready, and says why", async () => {
  now = { ...state, isReplaying: true };
  assert.deepEqual(await ask(), [503, "1", { status: "replaying" }]);
});

test("a node that takes no events answers questions all the same, and says both", async () => {
  now = { ...state, refusing: "disk_full" };
  assert.deepEqual(await ask(), [200, undefined, { status: "ready", events: "refused" }]);
  now = state;
  assert.deepEqual(await ask(), [200, undefined, { status: "ready", events: "accepted" }]);
});
