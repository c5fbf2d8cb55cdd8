import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import type { EventStore } from "@heliometer/events";
import { z } from "zod";
import { findReport, REPORTS, runReport } from "./catalogue.ts";
import { inputFromQuery } from "./input/query.ts";
import type { ReportName } from "./report.ts";
import { contextOf, NO_FACTS, openTestStore, pageViews } from "./testing/context.ts";

describe("reports", () => {
  let place: Awaited<ReturnType<typeof openTestStore>>;
  let store: EventStore;
  before(async () => {
    place = await openTestStore();
    store = place.store;
  });
  after(() => place[Symbol.asyncDispose]());

  async function faultOf(name: ReportName, input: unknown): Promise<InvalidInput["fault"]> {
    const error = await runReport(contextOf(store, "empty"), name, input).then(
      () => assert.fail("the input was taken"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof InvalidInput, String(error));
    return error.fault;
  }

  test("the example of every report works, and its answer is what its schema says", async () => {
    for (const report of REPORTS) {
      const answer = await report.run(contextOf(store, "empty"), report.example);
      report.output.parse(answer);
      assert.match(answer.summary, /^[A-Z0-9/].*\.$/);
    }
  });

  test("schemas can be published, and every parameter says what it takes", () => {
    for (const report of REPORTS) {
      const input = z.toJSONSchema(report.input, { io: "input" });
      assert.equal(input.additionalProperties, false);
      for (const [name, property] of Object.entries(input.properties ?? {})) {
        assert.ok(typeof property === "object" && property.description, `${report.name}.${name}`);
      }
      assert.equal(z.toJSONSchema(report.output).type, "object");
    }
  });

  test("a project without data has zeros and nulls with their reasons", async () => {
    const { data, meta } = await runReport(contextOf(store, "empty"), "overview", {});
    assert.deepEqual(data, {
      uniqueVisitors: 0,
      pageViews: 0,
      sessions: 0,
      bounceRate: null,
      avgDuration: null,
      previous: { uniqueVisitors: 0, pageViews: 0, sessions: 0, bounceRate: null, avgDuration: null },
      change: { uniqueVisitors: null, pageViews: null, sessions: null, bounceRate: null, avgDuration: null },
    });
    assert.equal(meta.dataThrough, null);
    assert.deepEqual(Object.keys(meta.reasons), [
      "bounceRate",
      "avgDuration",
      "previous.bounceRate",
      "previous.avgDuration",
      "change.uniqueVisitors",
      "change.pageViews",
      "change.sessions",
      "change.bounceRate",
      "change.avgDuration",
    ]);
  });

  test("the overview is a sentence with number, unit, range and comparison", async () => {
    const days = ["2026-11-14", "2026-11-15", "2026-11-20"];
    await store.append(
      pageViews(
        "shop",
        days.map((day) => `${day}T10:00:00+01:00`),
      ),
    );
    await store.append(pageViews("shop", ["2026-11-20T10:05:00+01:00"], { visitorId: "w" }));
    const answer = await runReport(contextOf(store, "shop"), "overview", {
      startDate: "2026-11-15",
      endDate: "2026-11-20",
    });
    assert.equal(
      answer.summary,
      "2 unique visitors (3 page views in 3 sessions) from 15 to 20 November 2026 (Europe/Paris), 100 % more visitors than in the 6 days before.",
    );
    assert.deepEqual(answer.meta.warnings, []);
    assert.equal(answer.meta.dataThrough, "2026-11-20T10:05:00+01:00");
  });

  test("the link of an answer asks the same again", async () => {
    const filters = [{ dimension: "country", operator: "is", values: ["FR", "BE"] }];
    const input = {
      startDate: "2026-11-01",
      endDate: "2026-11-10",
      timezone: "Asia/Kolkata",
      interval: "week",
      filters,
    };
    const { meta } = await runReport(contextOf(store, "shop"), "timeseries", input);
    const link = new URL(meta.links.dashboard);
    assert.equal(link.pathname, "/projects/shop");
    assert.deepEqual(inputFromQuery(Object.fromEntries(link.searchParams)), input);
  });

  test("texts made by visitors come without invisible characters and not longer than 200", async () => {
    const path = `/\u202Ea\u0000b\u200B${"x".repeat(300)}`;
    const title = "\u2067Ti\u{E0041}tle\n\uFE0F";
    await store.append(
      pageViews("hostile", ["2026-11-20T10:00:00+01:00"], { path, title, visit: { ...NO_FACTS, source: "\u200F" } }),
    );
    const pages = await runReport(contextOf(store, "hostile"), "pages", {});
    const [page] = z
      .object({ rows: z.array(z.object({ path: z.string(), title: z.string() })) })
      .parse(pages.data).rows;
    assert.equal(page?.path, `/ab${"x".repeat(196)}…`);
    assert.equal(page?.title, "Title");
    const sources = await runReport(contextOf(store, "hostile"), "sources", {});
    const [source] = z.object({ rows: z.array(z.object({ name: z.string() })) }).parse(sources.data).rows;
    assert.equal(source?.name, "Direct / None");
  });

  test("a list says how many rows there are when it shows only some", async () => {
    for (const path of ["/a", "/b", "/c"]) {
      await store.append(pageViews("list", ["2026-11-20T10:00:00+01:00"], { path }));
    }
    const { data, meta } = await runReport(contextOf(store, "list"), "pages", { limit: 2 });
    assert.deepEqual([meta.truncated, meta.totalRows], [true, 3]);
    assert.match(meta.hint ?? "", /^The first 2 of 3 rows are shown\. A larger limit \(up to 100\)/);
    const whole = await runReport(contextOf(store, "list"), "pages", { limit: 3 });
    assert.deepEqual([whole.meta.truncated, whole.meta.hint], [false, null]);
    assert.equal(z.object({ totals: z.object({ pageViews: z.number() }) }).parse(data).totals.pageViews, 3);
  });

  test("what is not known is refused by name, with what is", async () => {
    const unknown = await faultOf("pages", { limits: 5 });
    assert.equal(unknown.field, "limits");
    assert.ok(unknown.allowed?.includes("limit"));
    const period = await faultOf("overview", { period: "last_week_or_so" });
    assert.equal(period.field, "period");
    assert.ok(period.allowed?.includes("last_week"));
    const dimension = await faultOf("overview", { filters: [{ dimension: "planet", values: ["Mars"] }] });
    assert.equal(dimension.field, "filters[0].dimension");
    const operator = await faultOf("overview", { filters: [{ dimension: "page", operator: "like", values: ["/"] }] });
    assert.equal(operator.field, "filters[0].operator");
    const filters = await faultOf("realtime", { filters: [] });
    assert.equal(filters.field, "filters");
  });

  test("what other reports take and this one cannot is refused with the reason and what came", async () => {
    const filters = [{ dimension: "country", values: ["FR"] }];
    for (const name of ["revenue", "revenue_timeseries", "top_customers", "channel_roi"] as const) {
      const fault = await faultOf(name, { filters });
      assert.match(fault.rule, /they describe visits, and a payment is none/);
      assert.deepEqual([fault.field, fault.received], ["filters", filters]);
      assert.equal((await faultOf(name, { constructor: 1 })).rule, "unknown parameter.");
    }
  });

  test("a property that no event carries is answered with those that they carry", async () => {
    const signup = { kind: "custom", name: "signup", properties: JSON.stringify({ plan: "pro", seats: "3" }) } as const;
    await store.append(pageViews("signups", ["2026-11-20T10:00:00+01:00"], signup));
    const asked = { eventName: "signup", property: "tariff" };
    const { data, summary, meta } = await runReport(contextOf(store, "signups"), "events", asked);
    assert.deepEqual(Reflect.get(Object(data), "properties"), [
      { property: "plan", count: 1 },
      { property: "seats", count: 1 },
    ]);
    assert.match(summary, /^No such events .*data\.properties says which/);
    assert.ok(meta.visitorTexts?.fields.includes("properties.property"));
    const known = await runReport(contextOf(store, "signups"), "events", { ...asked, property: "plan" });
    assert.ok(!("properties" in Object(known.data)));
  });

  test("the sentence about channels is over all of them, shown or not, and repeats no campaign", async () => {
    const at = Date.parse("2026-11-20T10:00:00+01:00");
    const none = { at, currency: "EUR", amount: 0, count: 1, channel: "", source: "", medium: "", impressions: 0 };
    const paid = { Email: 1_000, "Paid Search": 9_000, Referral: 0 };
    for (const [channel, amount] of Object.entries(paid)) {
      const own = { ...none, channel, campaign: `${channel} of others` };
      const facts = [
        { ...own, kind: "charge", amount },
        { ...own, kind: "first_payment" },
        { ...own, kind: "touch", currency: "" },
        { ...own, kind: "spend", amount: channel === "Email" ? 100 : 9_000 },
      ] as const;
      await store.replaceFacts([{ projectId: "roi", subject: `customer:${channel}`, version: 1, facts }]);
    }
    const ask = async (groupBy: string) =>
      (await runReport(contextOf(store, "roi"), "channel_roi", { groupBy, limit: 1 })).summary;
    assert.match(await ask("channel"), /credited to 2 channels and .*the best return was that of Email with 900 %\.$/);
    assert.match(await ask("campaign"), /credited to 2 campaigns and .*that of a campaign with 900 %\.$/);
  });

  test("what visitors see the site on is a breakdown of sources too, for those who ask that one report", async () => {
    for (const [browser, visitorId] of [
      ["Firefox", "v"],
      ["Safari", "w"],
      ["Firefox", "x"],
    ] as const) {
      const visit = { ...NO_FACTS, browser, device: "mobile" };
      await store.append(pageViews("devices", ["2026-11-20T10:00:00+01:00"], { visitorId, visit }));
    }
    for (const groupBy of ["device", "browser", "os", "language"]) {
      const asked = await runReport(contextOf(store, "devices"), "devices", { groupBy });
      const same = await runReport(contextOf(store, "devices"), "sources", { groupBy });
      assert.deepEqual([same.data, same.summary], [asked.data, asked.summary]);
    }
    const { data, summary } = await runReport(contextOf(store, "devices"), "sources", { groupBy: "browser" });
    const { rows } = z
      .object({ rows: z.array(z.object({ name: z.string(), uniqueVisitors: z.number() })) })
      .parse(data);
    assert.deepEqual(rows, [
      { name: "Firefox", uniqueVisitors: 2 },
      { name: "Safari", uniqueVisitors: 1 },
    ]);
    assert.match(summary, /^3 unique visitors from 2 browsers .*; the first browser has 2 of them\.$/);
  });

  test("what is out of range is refused, never cut to fit", async () => {
    assert.match((await faultOf("pages", { limit: 101 })).rule, /at most 100/);
    assert.match((await faultOf("pages", { limit: 0 })).rule, /at least 1/);
    assert.match((await faultOf("pages", { limit: 1.5 })).rule, /whole number/);
    const long = await faultOf("overview", { filters: [{ dimension: "page", values: ["x".repeat(257)] }] });
    assert.match(long.rule, /at most 256 characters/);
    assert.equal((await faultOf("timeseries", { period: "this_year", interval: "hour" })).field, "interval");
  });

  test("a filter whose value cannot occur is refused with one that can", async () => {
    const cases = [
      { dimension: "country", values: ["France"] },
      { dimension: "visitorType", values: ["old"] },
      { dimension: "page", operator: "contains", values: [""] },
      { dimension: "eventProperty", values: ["pro"] },
      { dimension: "source", property: "plan", values: ["Google"] },
    ];
    for (const filter of cases) {
      const fault = await faultOf("overview", { filters: [filter] });
      assert.ok(fault.example);
      await runReport(contextOf(store, "empty"), "overview", fault.example);
    }
  });

  test("the example in a refusal works", async () => {
    for (const report of REPORTS) {
      const fault = await faultOf(report.name, { nonsense: true });
      await report.run(contextOf(store, "empty"), fault.example);
    }
  });

  test("everything there is begins with the first event", async () => {
    await store.append(pageViews("old", ["2025-03-05T10:00:00+01:00"]));
    const { meta, data } = await runReport(contextOf(store, "old"), "overview", { period: "all" });
    assert.equal(meta.start, "2025-03-05T00:00:00+01:00");
    assert.equal(meta.comparison, null);
    assert.ok(meta.reasons.previous);
    assert.equal(Reflect.get(Object(data), "pageViews"), 1);
  });

  test("a reader who goes away is not answered", async () => {
    const context = { ...contextOf(store, "shop"), signal: AbortSignal.abort(new Error("gone")) };
    await assert.rejects(findReport("overview").run(context, {}), /gone/);
  });
});
