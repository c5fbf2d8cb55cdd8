import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { classicRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";
import { TOOLS } from "./tools/index.ts";

type Arguments = Record<string, unknown>;

/** What a model gets wrong about a parameter, whichever tool has it. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  period: ["fortnight", "last 3 months", 7, {}, ["today", "yesterday"]],
  startDate: [
    "2026-02-30",
    "yesterday",
    "14/11/2026",
    "2026-13",
    "1066-10-14",
    "2999-01-01",
    "2026-11-14T09:00",
    {},
    [],
  ],
  endDate: ["2026-02-30", "now", "20.11.2026", "1970-13", true],
  timezone: ["Paris", "CET+1", "+02:00", "Mars/Olympus", 2, "x".repeat(300)],
  compare: ["last_year", "yes", {}],
  interval: ["minute", "quarter", 1],
  metrics: ["visitors", ["pageViews", "clicks"], {}, ["uniqueVisitors", "uniqueVisitors", "a", "b", "c", "d", "e"]],
  limit: [0, -1, 101, 1_000_000, 2.5, "ten", "1e3", {}, "NaN"],
  sort: ["views", "-pageViews", {}],
  groupBy: ["continent", "medium,campaign", {}],
  detail: ["verbose", true, {}],
  currency: ["euro", "EURO", "€", 978, {}],
  model: ["data_driven", "last", 1, {}],
  window: [0, -7, 91, 1.5, "a month", {}],
  eventName: ["x".repeat(300), {}, []],
  property: ['pl"an', "x".repeat(101), {}, []],
  search: ["x".repeat(300), {}],
  project: ["Their shop", "00000000-0000-4000-8000-000000000000", {}, "'; drop table projects; --"],
  filters: [
    "country is France",
    "[oops",
    7,
    ["country"],
    [{}],
    [{ dimension: "planet", values: ["Mars"] }],
    [{ dimension: "country", operator: "like", values: ["FR"] }],
    [{ dimension: "country", values: ["France"] }],
    [{ dimension: "country", values: [] }],
    [{ dimension: "country" }],
    [{ dimension: "country", value: "FR" }],
    [{ dimension: "visitorType", values: ["loyal"] }],
    [{ dimension: "page", operator: "contains", values: [""] }],
    [{ dimension: "eventProperty", values: ["pro"] }],
    [{ dimension: "page", property: "plan", values: ["/"] }],
    [{ dimension: "eventProperty", property: 'a"b', values: ["pro"] }],
    [{ dimension: "page", values: ["x".repeat(300)] }],
    [{ dimension: "page", values: Array.from({ length: 60 }, (_, index) => `/${index}`) }],
    Array.from({ length: 30 }, () => ({ dimension: "page", values: ["/"] })),
  ],
};
/** Parameters that do not exist, and pairs that do not go together. */
const WRONG_TOGETHER: readonly Arguments[] = [
  { range: "last week" },
  { start_date: "2026-11-01" },
  { constructor: 1 },
  { period: "today", startDate: "2026-11-01" },
  { startDate: "2026-11-10", endDate: "2026-11-01" },
  { startDate: "1999-01-01", endDate: "2026-11-01" },
  { startDate: "2026-11-10T12:00:00Z", endDate: "2026-11-10T12:00:00Z" },
];
const TOO_FINE: Arguments = { interval: "hour", startDate: "2026-01-01", endDate: "2026-11-01" };

suite("a bot that sends the example of an error as it stands", () => {
  let product: TestProduct;
  before(async () => {
    product = await openTestProduct();
    await product.ctx.db.updateTable("memberships").set({ role: "editor" }).execute();
  });
  after(() => product.close());
  const call = async (key: string, name: string, args: Arguments) => {
    const body = classicRequest("tools/call", { name, arguments: args });
    const { json } = await send(product.mcpUrl, { body, headers: { "x-api-key": key } });
    const content = json.result?.content as { text: string }[];
    const structured = json.result?.structuredContent as { error?: Arguments & { example?: Arguments } };
    return { isError: json.result?.isError === true, text: content[0]?.text ?? "", error: structured.error };
  };

  // One example mends many mistakes; asking it once shows as much.
  const repaired = new Map<string, ReturnType<typeof call>>();
  const callOnce = (key: string, name: string, args: Arguments) => {
    const asked = JSON.stringify([key, name, args]);
    const found = repaired.get(asked) ?? call(key, name, args);
    repaired.set(asked, found);
    return found;
  };

  for (const { name, input } of TOOLS) {
    const mistakes = Object.keys(input.shape).flatMap((parameter) => {
      const values = WRONG[parameter];
      assert.ok(values, `No wrong values are known for ${parameter}`);
      return values.map((value): Arguments => ({ [parameter]: value }));
    });
    const ranged = "period" in input.shape ? WRONG_TOGETHER : WRONG_TOGETHER.slice(0, 3);
    const all = [...mistakes, ...ranged, ...("interval" in input.shape ? [TOO_FINE] : [])];

    test(`${name}: each of ${all.length} mistakes is mended at the second call, with one project and with several`, async () => {
      for (const [credential, base] of [
        ["read", {}],
        ["personal", { project: "My shop" }],
      ] as const) {
        for (const mistake of all) {
          const sent = name === "list_projects" ? mistake : { ...base, ...mistake };
          const shown = `${name} ${JSON.stringify(sent).slice(0, 200)}`;
          const first = await call(product.keys[credential], name, sent);
          assert.equal(first.isError, true, `${shown} was taken: ${first.text.slice(0, 200)}`);
          const { field, rule, example } = first.error ?? {};
          assert.ok(typeof field === "string" && typeof rule === "string" && example, `${shown}: ${first.text}`);
          assert.ok(first.text.length < 2_500, `${shown}: ${first.text.length} characters`);
          const second = await callOnce(product.keys[credential], name, example);
          assert.equal(second.isError, false, `${shown} → ${JSON.stringify(example)}: ${second.text}`);
        }
      }
    });
  }

  test("what can be read in one way only is read, never beyond the published schema", async () => {
    const key = product.keys.read;
    const same: [string, Arguments, Arguments][] = [
      [
        "get_analytics",
        { startDate: "2026-10", endDate: "2026-10" },
        { startDate: "2026-10-01", endDate: "2026-10-31" },
      ],
      ["get_top_pages", { limit: " 3 ", sort: "Entries" }, { limit: 3, sort: "entries" }],
      ["get_timeseries", { metrics: "pageViews, sessions" }, { metrics: ["pageViews", "sessions"] }],
      ["get_analytics", { filters: [] }, {}],
      [
        "get_analytics",
        { filters: { dimension: " country ", values: "FR" } },
        { filters: [{ dimension: "country", operator: "is", values: ["FR"] }] },
      ],
    ];
    for (const [name, written, meant] of same) {
      assert.deepEqual(await call(key, name, written), await call(key, name, meant), JSON.stringify(written));
    }
    assert.equal((await call(key, "get_top_pages", { limit: "101" })).isError, true);
    assert.equal((await call(key, "get_analytics", { period: "LAST_FORTNIGHT" })).isError, true);
  });
});
