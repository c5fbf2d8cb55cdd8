import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as accounts from "@heliometer/accounts";
import { addShopAndBlog, CHEAP_PASSWORDS, type ShopAndBlog } from "@heliometer/accounts/testing";
import { migrate, openDatabase } from "@heliometer/db";
import { type EnrichedEvent, type EventStore, openEventStore } from "@heliometer/events";
import { openProviderDesk, openRevenueSecret, type ProviderDesk, type RevenueContext } from "@heliometer/revenue";
import Fastify from "fastify";
import { registerApi } from "../register-api.ts";
import { registerWebhooks } from "../revenue/webhooks.ts";

/** The present of the tests: a Friday noon in Paris. */
const NOW = Date.parse("2026-11-20T11:00:00Z");
const DAY_MS = 86_400_000;
const clock = () => NOW;
const SECRET_KEY = "a secret key of the tests, long enough";
const REVENUE_CALLS_PER_MINUTE = 500;

/** The Read API over real stores, with two projects, one person and the keys of both. */
export interface TestProduct extends ShopAndBlog {
  origin: string;
  ctx: accounts.Context;
  revenue: RevenueContext;
  store: EventStore;
  /** What the log of payment providers was told. */
  log: { fields: object; message: string }[];
  desk: ProviderDesk;
  close(): Promise<void>;
}

/** Opens it all in a directory of its own; `close` takes everything away again. */
export async function openTestProduct(): Promise<TestProduct> {
  const directory = await mkdtemp(join(tmpdir(), "heliometer-api-"));
  const db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
  const store = await openEventStore({
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 1,
    temporaryDirectory: join(directory, "tmp"),
  });
  const ctx: accounts.Context = { db, clock, passwordCost: CHEAP_PASSWORDS, actor: { kind: "operator" } };
  const people = await addShopAndBlog(ctx);
  await store.append(makeEvents(people.shop.id));
  const revenue = { db, clock, secret: await openRevenueSecret({ db, clock, secretKey: SECRET_KEY }) };
  const log: TestProduct["log"] = [];
  const note = (fields: object, message: string) => void log.push({ fields, message });
  const desk = openProviderDesk({ ...revenue, log: { info: note, warn: note } });
  const app = await openServer({ revenue, desk }, store);
  const { port } = app.server.address() as AddressInfo;
  return {
    ...people,
    ctx,
    revenue,
    store,
    log,
    desk,
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      await app.close();
      await desk.close();
      await store.close();
      await db.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function openServer({ revenue, desk }: Pick<TestProduct, "revenue" | "desk">, store: EventStore) {
  const { db } = revenue;
  const app = Fastify();
  await registerApi(app, {
    authenticate: ({ authorization, apiKey }) =>
      accounts.authenticateKey({ db, clock }, apiKey ?? /^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? ""),
    store,
    clock,
    revenue,
    revenueCallsPerMinute: REVENUE_CALLS_PER_MINUTE,
    publicUrl: new URL("http://localhost:3000"),
  });
  await registerWebhooks(app, desk);
  await app.listen({ host: "127.0.0.1", port: 0 });
  return app;
}

/** Ten days with ten visitors each, from France and Germany by turns; every visitor views one page and signs up. */
function makeEvents(projectId: string): EnrichedEvent[] {
  return Array.from({ length: 100 }, (_, index) => index).flatMap((index) => {
    const ts = NOW - Math.floor(index / 10) * DAY_MS - (index % 10) * 60_000 - 1_000;
    const country = index % 2 === 0 ? "FR" : "DE";
    const view = makeView({ projectId, visitorId: `visitor-${index}`, ts, country });
    return [view, { ...view, eventId: `${view.eventId}-signup`, kind: "custom", name: "signup" }];
  });
}

function makeView(of: { projectId: string; visitorId: string; ts: number; country: string }): EnrichedEvent {
  const none = { referrer: "", referrerHost: "", source: "Direct / None", channel: "Direct", region: "", city: "" };
  const utm = { utmSource: "", utmMedium: "", utmCampaign: "", utmTerm: "", utmContent: "" };
  const device = { device: "desktop", browser: "Firefox", os: "Linux", language: "fr" };
  return {
    projectId: of.projectId,
    visitorId: of.visitorId,
    eventId: `${of.visitorId}-view`,
    ts: of.ts,
    kind: "pageview",
    name: "",
    hostname: "shop.example",
    path: "/",
    title: "Home",
    properties: "",
    visit: { ...none, ...utm, ...device, country: of.country },
  };
}
