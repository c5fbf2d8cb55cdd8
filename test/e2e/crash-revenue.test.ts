import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type ReportName, runReport } from "@heliometer/analytics";
import { type Database, openDatabase } from "@heliometer/db";
import { type EventStore, openEventStore } from "@heliometer/events";
import {
  findCustomers,
  markAllDirty,
  openProjector,
  openRevenueSecret,
  readRevenueSettings,
} from "@heliometer/revenue";
import { readFacts } from "@heliometer/revenue/testing";
import { eventually } from "../support/eventually.ts";
import { openStoreOf } from "../support/open-store.ts";
import { removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { addProjectByCommand } from "../support/senders.ts";

/** `npm run test:crash` runs many more. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 6);
const SENDERS = 4;
const CUSTOMERS = 40;
const LIFE_MS_SPREAD = 500;
const SCRIPT = ["apps/server/src/cli.ts", "serve"];
const SECRET_KEY = "0123456789abcdef0123456789abcdef";
const env = { SECRET_KEY, SERVER_API_PER_MINUTE: "revenue=0", LOG_LEVEL: "fatal" };
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0";
const DAY_MS = 86_400_000;
const REPORTS: readonly ReportName[] = ["revenue", "revenue_timeseries", "top_customers", "channel_roi"];
const limit = { timeout: 90_000 + ROUNDS * 20_000 };
const dataDirectory = temporaryDirectory();
const openLedger = () => openDatabase({ engine: "sqlite", path: join(dataDirectory, "control.sqlite") });
after(() => removeDirectory(dataDirectory));

type Project = Awaited<ReturnType<typeof addProjectByCommand>>;
type Told = readonly [method: "POST" | "PATCH", path: string, body: object];

async function send(url: string, { method, body, headers }: { method: string; body: object; headers: object }) {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  }).catch(() => null);
  await answer?.arrayBuffer().catch(() => null);
  return answer?.ok === true;
}

/** Everybody comes once, before any money is told of, so that payments have visits to be credited to. */
async function visitAll(origin: string, { projectId, publicKey, secretKey }: Project): Promise<void> {
  for (let index = 0; index < CUSTOMERS; index += 1) {
    const visit = { visitorId: `v${index}`, sessionId: `s${index}`, pageViewId: `p${index}`, path: "/", title: "" };
    const queryString = `?utm_source=letter&utm_medium=email&utm_campaign=c${index % 3}`;
    const headers = { "x-api-key": publicKey, "user-agent": AGENT };
    assert.ok(await send(`${origin}/api/t/e`, { method: "POST", body: { ...visit, queryString }, headers }));
  }
  const url = `${origin}/api/v1/projects/${projectId}/analytics?period=today`;
  const headers = { "x-api-key": secretKey };
  const seen = await eventually(
    async () => (await (await fetch(url, { headers })).json()) as { data: { uniqueVisitors: number } },
    ({ data }) => data.uniqueVisitors === CUSTOMERS,
  );
  assert.equal(seen.data.uniqueVisitors, CUSTOMERS);
}

/** What a shop tells, one thing after the other: payments, what is given back, subscriptions that change, spend. */
function tellingOf(number: number): Told {
  const now = Date.now();
  const id = Math.floor(number / 5);
  const who = { externalCustomerId: `cus-${id % CUSTOMERS}`, currency: "USD" };
  switch (number % 5) {
    case 0: {
      const charge = { externalId: `ch-${id}`, amount: 500 + number, chargedAt: new Date(now).toISOString() };
      return ["POST", "revenue/charges", { ...who, ...charge, visitorId: `v${id % CUSTOMERS}` }];
    }
    case 1:
      return ["PATCH", `revenue/charges/ch-${id}`, { amountRefunded: 100 }];
    case 2: {
      const startedAt = new Date(now - 40 * DAY_MS).toISOString();
      const terms = { status: "active", amount: 1_000 + number, interval: "month", startedAt };
      return ["POST", "revenue/subscriptions", { ...who, externalId: `sub-${id}`, ...terms }];
    }
    case 3: {
      const change =
        id % 3 === 0 ? { status: "canceled", endedAt: new Date(now - DAY_MS).toISOString() } : { amount: 7 };
      return ["PATCH", `revenue/subscriptions/sub-${id}`, change];
    }
    default: {
      const row = { date: new Date(now).toISOString().slice(0, 10), channel: "Email", campaign: `c${number % 3}` };
      return ["POST", "spend", { rows: [{ ...row, currency: "USD", amount: number }] }];
    }
  }
}

/** Tells on until the product is gone; how many charges were acknowledged. */
async function tellUntilKilled(origin: string, { secretKey }: Project, count: { next: number }): Promise<number> {
  let acknowledged = 0;
  for (;;) {
    const number = count.next;
    count.next += 1;
    const [method, path, body] = tellingOf(number);
    const isTaken = await send(`${origin}/api/v1/${path}`, { method, body, headers: { "x-api-key": secretKey } });
    if (isTaken && path === "revenue/charges") acknowledged += 1;
    if (!isTaken && !(await fetch(`${origin}/healthz`).catch(() => null))) return acknowledged;
  }
}

async function countDirty(): Promise<number> {
  const db = await openLedger();
  try {
    const dirty = db.selectFrom("revenue_subjects").select("subject").whereRef("projected", "<", "version");
    return (await dirty.execute()).length;
  } finally {
    await db.destroy();
  }
}

/** What every report about money says, and the facts that it says it of. */
async function readAll({ db, store }: { db: Database; store: EventStore }, projectId: string, now: number) {
  const secret = await openRevenueSecret({ db, clock: () => now, secretKey: SECRET_KEY });
  const revenue = {
    readSettings: (id: string) => readRevenueSettings(db, id),
    findCustomers: (id: string, ids: readonly string[]) => findCustomers({ db, secret }, { projectId: id, ids }),
  };
  const row = await db.selectFrom("projects").selectAll().where("id", "=", projectId).executeTakeFirstOrThrow();
  const project = {
    id: projectId,
    name: row.name,
    timezone: row.timezone,
    currency: row.currency,
    weekStart: 1,
  } as const;
  const context = {
    store: { ...store, revenue },
    project,
    now,
    dashboardUrl: "http://localhost",
    mayReadCustomers: true,
  };
  const answers: Record<string, unknown> = {};
  for (const name of REPORTS) answers[name] = (await runReport(context, name, { period: "all" })).data;
  return { answers, facts: await readFacts(store, projectId) };
}

/** The same ledger over a copy of the event store from before there was any money. */
async function projectAnew(db: Database, path: string, projectId: string): Promise<EventStore> {
  const temporaryDirectory = join(dataDirectory, "tmp-anew");
  const store = await openEventStore({ engine: "duckdb", path, memoryMb: 256, threads: 1, temporaryDirectory });
  await markAllDirty(db, { projectId, now: Date.now() });
  await openProjector({ db, store, clock: Date.now }).settle();
  return store;
}

test(
  `after SIGKILL at ${ROUNDS} random points every report about money says what a clean projection says`,
  limit,
  async () => {
    const project = await addProjectByCommand(dataDirectory, env);
    const first = await startProduct({ dataDirectory, env, script: SCRIPT });
    await visitAll(first.origin, project);
    assert.equal(await first.stop(), 0);
    const untouched = join(dataDirectory, "before.duckdb");
    cpSync(join(dataDirectory, "events.duckdb"), untouched);

    const count = { next: 0 };
    let [acknowledged, leftToDerive] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const product = await startProduct({ dataDirectory, env, script: SCRIPT });
      const telling = Array.from({ length: SENDERS }, () => tellUntilKilled(product.origin, project, count));
      await setTimeout(Math.random() * LIFE_MS_SPREAD);
      await product.kill();
      for (const charges of await Promise.all(telling)) acknowledged += charges;
      leftToDerive += (await countDirty()) > 0 ? 1 : 0;
    }
    assert.ok(leftToDerive > 0, "No kill fell between the ledger and its facts.");

    const last = await startProduct({ dataDirectory, env, script: SCRIPT });
    assert.equal(await eventually(countDirty, (dirty) => dirty === 0), 0);
    assert.equal(await last.stop(), 0);
    const db = await openLedger();
    const charges = await db.selectFrom("charges").select("external_id").execute();
    assert.ok(charges.length >= acknowledged && acknowledged > ROUNDS, `${acknowledged} of ${charges.length} charges`);
    const now = Date.now();
    const store = await openStoreOf(dataDirectory);
    const seen = await readAll({ db, store }, project.projectId, now);
    await store.close();
    const anew = await projectAnew(db, untouched, project.projectId);
    const expected = await readAll({ db, store: anew }, project.projectId, now);
    await anew.close();
    await db.destroy();
    assert.deepEqual(seen, expected);
    const touches = Object.values(expected.facts).flat();
    assert.ok(touches.some(({ kind }) => kind === "touch") && touches.some(({ kind }) => kind === "mrr_churn"));
  },
);
