import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import * as accounts from "@heliometer/accounts";
import { classicRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const ANSWER_CHARACTERS_MAX = 8_000;

interface ToolResult {
  isError?: boolean;
  content: { type: string; text: string }[];
  structuredContent: {
    summary: string;
    data?: Record<string, unknown>;
    meta?: {
      links: { dashboard: string };
      timezone?: string;
      totalRows?: number;
      truncated?: boolean;
      hint?: string | null;
    };
    error?: { field?: string; rule: string; received?: string; allowed?: string[]; example?: Record<string, unknown> };
  };
}

suite("tools", () => {
  let product: TestProduct;
  const callAs = async (key: string, name: string, args: object = {}): Promise<ToolResult> => {
    const body = classicRequest("tools/call", { name, arguments: args });
    const { json } = await send(product.mcpUrl, { body, headers: { "x-api-key": key } });
    assert.ok(json.result, JSON.stringify(json));
    return json.result as unknown as ToolResult;
  };
  const call = (name: string, args?: object) => callAs(product.keys.read, name, args);
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  const plain: Record<string, object> = {
    get_analytics: { period: "last_7_days" },
    get_timeseries: { period: "last_7_days", interval: "day", metrics: ["pageViews"] },
    get_realtime: {},
    get_top_pages: { startDate: "2026-11-10", endDate: "2026-11-15", limit: 3, sort: "entries" },
    get_traffic_sources: { groupBy: "channel" },
    get_top_locations: { groupBy: "country" },
    get_events: { eventName: "signup", property: "plan" },
    get_revenue: { period: "last_30_days" },
    get_revenue_timeseries: { period: "last_90_days", interval: "month" },
    get_top_customers: { period: "all", sort: "mrr" },
    get_channel_roi: { groupBy: "campaign", model: "linear" },
    list_projects: {},
  };
  for (const [name, args] of Object.entries(plain)) {
    test(`${name} answers with a sentence, data and meta, the same in both forms`, async () => {
      const { isError, content, structuredContent } = await call(name, args);
      assert.notEqual(isError, true, content[0]?.text);
      assert.deepEqual(JSON.parse(content[0]?.text ?? ""), structuredContent);
      assert.ok(structuredContent.summary.length > 0);
      assert.ok(structuredContent.data);
      assert.match(structuredContent.meta?.links.dashboard ?? "", /^http:\/\/localhost:3000\//);
      assert.ok((content[0]?.text.length ?? 0) <= ANSWER_CHARACTERS_MAX);
    });
  }

  test("the link of an answer leads to its project", async () => {
    const { structuredContent } = await call("get_analytics");
    const dashboard = structuredContent.meta?.links.dashboard ?? "";
    assert.ok(dashboard.startsWith(`http://localhost:3000/projects/${product.shop.id}`));
    assert.equal(structuredContent.meta?.timezone, "Europe/Paris");
  });

  test("arguments are read as they were meant where only one reading is possible", async () => {
    const meant = await call("get_top_pages", { limit: 2, period: "last_30_days", sort: "exits" });
    const written = await call("get_top_pages", { limit: " 2 ", period: "Last 30 days", sort: "EXITS", filters: null });
    assert.deepEqual(written.structuredContent, meant.structuredContent);
    const filters = [{ dimension: "country", operator: "is", values: ["FR"] }];
    const list = await call("get_analytics", { filters });
    assert.deepEqual(await call("get_analytics", { filters: JSON.stringify(filters) }), list);
    assert.deepEqual(await call("get_analytics", { filters: filters[0] }), list);
  });

  const wrong: Record<string, { name: string; args: object; field: string }> = {
    "an unknown parameter": { name: "get_analytics", args: { range: "week" }, field: "range" },
    "an impossible day": { name: "get_analytics", args: { startDate: "2026-02-30" }, field: "startDate" },
    "a reversed range": {
      name: "get_events",
      args: { startDate: "2026-11-10", endDate: "2026-11-01" },
      field: "startDate",
    },
    "an unknown period": { name: "get_timeseries", args: { period: "fortnight" }, field: "period" },
    "a limit out of range": { name: "get_top_pages", args: { limit: 1_000 }, field: "limit" },
    "a limit for projects out of range": { name: "list_projects", args: { limit: "many" }, field: "limit" },
    "an unknown filter": {
      name: "get_analytics",
      args: { filters: [{ dimension: "moon", values: ["full"] }] },
      field: "filters",
    },
    "a foreign project": { name: "get_analytics", args: { project: "Their shop" }, field: "project" },
  };
  for (const [what, { name, args, field }] of Object.entries(wrong)) {
    test(`${what} is named, and the example works as it stands`, async () => {
      const { isError, content, structuredContent } = await call(name, args);
      assert.equal(isError, true);
      const { error } = structuredContent;
      assert.ok(error?.field?.startsWith(field), error?.field);
      assert.ok(error?.example, JSON.stringify(error));
      assert.equal(content[0]?.text, structuredContent.summary);
      assert.ok(structuredContent.summary.includes(error.rule));
      const repaired = await call(name, error.example);
      assert.notEqual(repaired.isError, true, repaired.content[0]?.text);
    });
  }

  test("a credential that reaches several projects names one, by name or id, in any case", async () => {
    const { keys, shop, blog } = product;
    const unnamed = await callAs(keys.personal, "get_analytics");
    assert.equal(unnamed.structuredContent.error?.field, "project");
    for (const { name, id } of [shop, blog]) {
      assert.ok(unnamed.structuredContent.summary.includes(name) && unnamed.structuredContent.summary.includes(id));
    }
    for (const project of ["My shop", " MY SHOP ", shop.id]) {
      const { structuredContent } = await callAs(keys.personal, "get_analytics", { project });
      assert.ok(structuredContent.meta?.links.dashboard.includes(shop.id), project);
    }
  });

  test("the example of an error names a project where the call needs one", async () => {
    const { personal } = product.keys;
    const refused = await callAs(personal, "get_analytics", { project: "My shop", period: "fortnight" });
    const example = refused.structuredContent.error?.example ?? {};
    assert.notEqual((await callAs(personal, "get_analytics", example)).isError, true);
  });

  test("two projects of one name are told apart by their ids", async () => {
    const { ctx, organizationId, keys } = product;
    const twin = await accounts.createProject(ctx, { organizationId, name: "My shop" });
    await accounts.addMember(ctx, { projectId: twin.id, email: "ann@example.com", role: "viewer" });
    const { structuredContent } = await callAs(keys.personal, "get_analytics", { project: "My shop" });
    assert.equal(structuredContent.error?.field, "project");
    assert.ok(structuredContent.error?.allowed?.some((name) => name.includes(twin.id)));
    const example = structuredContent.error?.example ?? {};
    assert.notEqual((await callAs(keys.personal, "get_analytics", example)).isError, true);
    await accounts.removeMember(ctx, { projectId: twin.id, userId: product.userId });
  });

  test("a project whose switch is off is left out of the list, and asking for it says why", async () => {
    const { ctx, blog, keys } = product;
    await accounts.updateProject(ctx, { projectId: blog.id, mcpEnabled: false });
    const list = await callAs(keys.personal, "list_projects");
    const asked = await callAs(keys.personal, "get_analytics", { project: "The blog" });
    await accounts.updateProject(ctx, { projectId: blog.id, mcpEnabled: true });
    assert.equal(list.structuredContent.meta?.totalRows, 1);
    assert.equal(asked.isError, true);
    assert.match(asked.structuredContent.summary, /switched off for the project The blog/);
    assert.ok(asked.structuredContent.summary.endsWith(`http://localhost:3000/projects/${blog.id}/settings`));
  });

  test("list_projects finds by a part of the name and says when there are more", async () => {
    const { personal } = product.keys;
    const found = await callAs(personal, "list_projects", { search: "SHOP" });
    const cut = await callAs(personal, "list_projects", { limit: 1 });
    assert.equal(found.structuredContent.meta?.totalRows, 1);
    assert.equal(cut.structuredContent.meta?.truncated, true);
    assert.match(String(cut.structuredContent.meta?.hint), /^1 of 2 projects are shown\. search finds/);
  });

  test("each call leaves one line in the log, without what was asked", async () => {
    await call("get_events", { eventName: "secret-name" });
    const lines = product.logged.filter((line) => line.tool === "get_events");
    assert.equal(lines.at(-1)?.outcome, "answered");
    assert.ok(!JSON.stringify(product.logged).includes("secret-name"));
  });
});
