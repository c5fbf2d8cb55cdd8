import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { askErasure, deleteProject, listErasures, updatePrivacy } from "@heliometer/accounts";
import type { Tables } from "@heliometer/db";
import {
  applyRecords,
  findCustomerVisitors,
  forgetCustomers,
  openProjector,
  openRevenueSecret,
  type RevenueContext,
} from "@heliometer/revenue";
import { NOON, SECRET_KEY, startServer, type TestServer } from "../testing/server.ts";
import { runErasures, runRetention } from "./run.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const USER = "user-4711";
const MAIL = "ada@example.com";
const IDS = ["phone-id", "laptop-id"];

/** Two devices of one person, somebody else, and requests of both that were refused. */
async function openHistory() {
  const time = { now: NOON };
  const server = await startServer({ clock: () => time.now });
  const { post, ctx, store, ingest, projectId } = server;
  for (const visitorId of [...IDS, "somebody-else"]) {
    await post("/api/t/e", { path: `/of-${visitorId}`, visitorId, pageViewId: `view-${visitorId}` });
    await post("/api/t/b", { pageViewId: `view-${visitorId}`, duration: 3 });
    await post("/api/t/h", { visitorId });
    await post("/api/t/ce", { visitorId, eventName: "!", path: `/wrong-${visitorId}` });
  }
  for (const visitorId of IDS)
    await post("/api/t/i", { visitorId, userId: USER, email: MAIL, metadata: { plan: "pro" } });
  await post("/api/t/i", { visitorId: "somebody-else", userId: "user-2" });
  await post("/api/t/i", { userId: USER, email: 7 });
  await ingest.settle();
  const revenue = { ...ctx, secret: await openRevenueSecret({ ...ctx, secretKey: SECRET_KEY }) };
  const customers = {
    visitorsOf: (person: Parameters<typeof forgetCustomers>[1]) => findCustomerVisitors(revenue, person),
    forget: (person: Parameters<typeof forgetCustomers>[1]) => forgetCustomers(revenue, person),
  };
  const erasing = { ...ctx, secretKey: SECRET_KEY, store, persons: ingest.persons, customers, settle: ingest.settle };
  return { time, server, erasing, revenue, ask: { ...ctx, secretKey: SECRET_KEY }, projectId };
}

for (const subject of [{ visitorId: "laptop-id" }, { userId: USER }, { email: MAIL.toUpperCase() }]) {
  test(`whoever is erased by ${Object.keys(subject)[0]} stands in no table any more, and others do`, async () => {
    const { time, server, erasing, ask, projectId } = await openHistory();
    for (const trace of traces(projectId)) {
      assert.ok((await dump(server)).includes(trace), `${trace} is there before`);
    }
    const { digest } = await askErasure(ask, { projectId, ...subject });
    assert.equal(await runErasures(erasing), 1);
    const [once] = await listErasures(server.ctx, { projectId });
    assert.deepEqual(
      [once?.digest, once?.askedBy, once?.passes, once?.doneAt, once?.events],
      [digest, null, 1, null, 2],
    );
    assert.equal(await runErasures(erasing), 0);
    time.now += HOUR_MS;
    assert.equal(await runErasures(erasing), 1);
    const [twice] = await listErasures(server.ctx, { projectId });
    assert.deepEqual([twice?.passes, twice?.doneAt], [2, time.now]);
    const left = await dump(server);
    // A refused request that names the user id alone is found by that id alone; it goes after a week in any case.
    const found = traces(projectId).filter((trace) => trace !== USER || "userId" in subject);
    for (const trace of found) assert.ok(!left.includes(trace), `${trace} is gone`);
    assert.ok(left.includes("/of-somebody-else"));
    assert.ok(left.includes("/wrong-somebody-else"));
    assert.equal((await server.ctx.db.selectFrom("persons").selectAll().execute()).length, 1);
    await server.close();
  });
}

test("what still arrives under an erased id within the hour goes as well, and an erasure that fails is tried again", async () => {
  const { time, server, erasing, ask, projectId } = await openHistory();
  await askErasure(ask, { projectId, userId: USER });
  const broken = { ...erasing, store: { erase: () => Promise.reject(new Error("away")) } };
  await assert.rejects(runErasures(broken), /away/);
  // It is taken again ten minutes later, with everything that was found before.
  assert.equal(await runErasures(erasing), 0);
  time.now += 600_000;
  assert.equal(await runErasures(erasing), 1);
  await server.post("/api/t/e", { path: "/late", visitorId: "phone-id" });
  await server.ingest.settle();
  time.now += HOUR_MS;
  assert.equal(await runErasures(erasing), 1);
  const left = await dump(server);
  for (const trace of [...traces(projectId), "/late"]) assert.ok(!left.includes(trace), trace);
  await server.close();
});

for (const subject of [{ visitorId: "phone-id" }, { email: MAIL }, { customerId: "c1" }]) {
  test(`whoever is erased by ${Object.keys(subject)[0]} is no known customer any more, and their money stays`, async () => {
    const { time, server, erasing, revenue, ask, projectId } = await openHistory();
    const projector = openProjector({ ...server.ctx, store: server.store });
    await buy(revenue, { projectId, message: 1 });
    await projector.settle();
    const sumsBefore = await factsOf(server);
    assert.deepEqual(sumsBefore, { charge: 1000, first_payment: 0, touch: 0 });
    assert.equal((await server.ctx.db.selectFrom("customer_links").selectAll().execute()).length, 2);
    await askErasure(ask, { projectId, ...subject });
    assert.equal(await runErasures(erasing), 1);
    // The source goes on talking of them, and repeats what it has told.
    await buy(revenue, { projectId, message: 1 });
    await buy(revenue, { projectId, message: 2 });
    time.now += HOUR_MS;
    assert.equal(await runErasures(erasing), 1);
    await projector.settle();
    const { charge, first_payment } = sumsBefore;
    assert.deepEqual(await factsOf(server), { charge, first_payment });
    for (const table of ["customers", "charges"] as const) {
      for (const row of await server.ctx.db.selectFrom(table).selectAll().execute()) assert.equal(row.sealed, "");
    }
    const left = await dump(server);
    for (const trace of traces(projectId).filter((each) => each !== USER)) assert.ok(!left.includes(trace), trace);
    const [customer] = await server.ctx.db.selectFrom("customers").selectAll().execute();
    assert.deepEqual([customer?.external_id, customer?.email_hash, customer?.visitor_id], ["c1", null, null]);
    assert.deepEqual(await server.ctx.db.selectFrom("customer_links").selectAll().execute(), []);
    await server.close();
  });
}

test("a deleted project takes its events along", async () => {
  const { server, erasing, projectId } = await openHistory();
  const project = await server.ctx.db.selectFrom("projects").select("name").executeTakeFirstOrThrow();
  await deleteProject(server.ctx, { projectId, confirmation: project.name });
  assert.equal((await server.rows("select * from events")).length, 3);
  assert.equal(await runErasures(erasing), 1);
  for (const table of ["events", "sessions", "visitor_aliases", "waiting_amendments"]) {
    assert.deepEqual(await server.store.query({ sql: `select * from ${table}` }), [], table);
  }
  await server.close();
});

test("what a project keeps no longer goes once a day, and people whom it has not named since", async () => {
  const { time, server, erasing, projectId } = await openHistory();
  assert.equal(await runRetention(erasing), 0);
  await updatePrivacy(server.ctx, { projectId, retentionDays: 30 });
  time.now += 30 * DAY_MS;
  await server.post("/api/t/e", { path: "/new", visitorId: "somebody-else" });
  await server.ingest.settle();
  assert.equal(await runRetention(erasing), 1);
  assert.equal((await server.rows("select * from events")).length, 4);
  time.now += DAY_MS;
  assert.equal(await runRetention(erasing), 1);
  assert.equal(await runRetention(erasing), 0);
  assert.deepEqual(await server.rows("select path from events"), [{ path: "/new" }]);
  assert.deepEqual(await server.ctx.db.selectFrom("persons").selectAll().execute(), []);
  await server.close();
});

/** A customer of the site buys something, told in a message of its own. */
function buy(revenue: RevenueContext, { projectId, message }: { projectId: string; message: number }) {
  const seen = { seenAt: NOON + message, sourceId: `m${message}` };
  const money = { amount: 1000, currency: "USD", status: "succeeded", at: NOON + 1 } as const;
  const checkout = { visitorId: "laptop-id" };
  return applyRecords(revenue, {
    projectId,
    provider: "api",
    records: [
      { kind: "customer", externalId: "c1", email: MAIL, name: "Ada", metadata: { plan: "pro" }, ...seen },
      {
        ...{ kind: "charge", externalId: "ch1", customer: { externalId: "c1" }, ...money, ...seen },
        ...{ checkout, description: "For Ada" },
      },
    ],
  });
}

/** What the facts of each kind add up to. */
async function factsOf({ store }: TestServer): Promise<Record<string, number>> {
  const kinds = { 1: "charge", 10: "first_payment", 11: "touch" } as Record<string, string>;
  const rows = await store.query({
    sql: "select kind, sum(amount) as amount from revenue_facts group by kind order by kind",
  });
  return Object.fromEntries(rows.map(({ kind, amount }) => [kinds[String(kind)] ?? String(kind), Number(amount)]));
}

/** Everything that tells of the person. */
function traces(projectId: string): string[] {
  const hashed = IDS.map((id) => createHash("sha256").update(`${projectId}\u0000${id}`).digest().readBigInt64BE());
  return [...IDS, ...hashed.map(String), "/of-phone-id", "/wrong-laptop-id", USER, '\\"plan\\":\\"pro\\"'];
}

/** All rows of both stores. */
async function dump({ ctx, store }: TestServer): Promise<string> {
  const tables = await ctx.db.introspection.getTables();
  const rows: unknown[] = [];
  for (const { name } of tables)
    rows.push(
      await ctx.db
        .selectFrom(name as keyof Tables)
        .selectAll()
        .execute(),
    );
  for (const table of ["events", "sessions", "visitor_aliases", "waiting_amendments"]) {
    rows.push(await store.query({ sql: `select * from ${table}` }));
  }
  return JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
}
