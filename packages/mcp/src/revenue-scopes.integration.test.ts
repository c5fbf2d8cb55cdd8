import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { type EventStore, openEventStore } from "@heliometer/events";
import { NOW } from "./testing/events.ts";
import { classicRequest, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const ADA = { externalId: "shop-customer-1", name: "Ada Arnaud", email: "ada@example.com" };
const CHARGE = { kind: "charge", currency: "USD", amount: 4_200, count: 1, impressions: 0 } as const;
const FROM_NOWHERE = { channel: "", source: "", medium: "", campaign: "" };

suite("who may read what about revenue", () => {
  let product: TestProduct;
  let viewerRefused: Awaited<ReturnType<typeof send>>;
  const directory = mkdtempSync(join(tmpdir(), "heliometer-scopes-"));
  const tokens = new Map<string, string>();
  let store: EventStore;
  before(async () => {
    const files = { path: join(directory, "events.duckdb"), temporaryDirectory: join(directory, "tmp") };
    store = await openEventStore({ engine: "duckdb", ...files, memoryMb: 256, threads: 1 });
    const findCustomers = async () => new Map([["hm_cus_1", ADA]]);
    const readSettings = async () => ({ attributionModel: "linear", windowDays: 7, grossMarginPercent: 100 }) as const;
    product = await openTestProduct({ store: { ...store, revenue: { findCustomers, readSettings } } });
    viewerRefused = await callWith(["revenue:read"], "get_revenue");
    await product.ctx.db.updateTable("memberships").set({ role: "admin" }).execute();
    const facts = [{ ...CHARGE, ...FROM_NOWHERE, at: NOW - 1_000 }];
    const subject = { projectId: product.shop.id, subject: "customer:hm_cus_1", version: 1 };
    await store.replaceFacts([{ ...subject, facts }]);
  });
  after(async () => {
    await product.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function callWith(scopes: Parameters<TestProduct["grantToken"]>[0], name: string) {
    const known = tokens.get(scopes.join()) ?? (await product.grantToken(scopes));
    tokens.set(scopes.join(), known);
    const headers = { authorization: `Bearer ${known}` };
    const call = modernRequest("tools/call", { name, arguments: {} });
    return send(product.mcpUrl, { body: call.body, headers: { ...call.headers, ...headers } });
  }

  test("a viewer reads no revenue, whatever the connection was given", () => {
    const { isError, structuredContent } = Object(viewerRefused.json.result);
    assert.equal(isError, true);
    assert.match(structuredContent.summary, /revenue:read.*role viewer/);
  });

  test("without revenue:read none of the tools is served, and the refusal names the scope", async () => {
    for (const name of ["get_revenue", "get_revenue_timeseries", "get_top_customers", "get_channel_roi"]) {
      const { status, headers } = await callWith(["analytics:read"], name);
      assert.equal(status, 403, name);
      assert.match(headers.get("www-authenticate") ?? "", /insufficient_scope.*revenue:read/);
    }
  });

  test("with revenue:read customers are ids, and the answer says that names are left out", async () => {
    const { json } = await callWith(["revenue:read"], "get_top_customers");
    const text = JSON.stringify(json.result);
    assert.match(text, /hm_cus_1/);
    assert.doesNotMatch(text, /Arnaud|ada@example\.com|shop-customer-1/);
    assert.match(text, /customers:read/);
  });

  test("with customers:read they have names and addresses, which are marked as texts of others", async () => {
    const { json } = await callWith(["revenue:read", "customers:read"], "get_top_customers");
    const { data, meta } = Object(json.result).structuredContent;
    assert.deepEqual([data.rows[0].name, data.rows[0].email, data.rows[0].netRevenue], [ADA.name, ADA.email, 42]);
    assert.ok(meta.visitorTexts.fields.includes("rows.email"));
  });

  test("filters are refused by name, with the reason and arguments that work", async () => {
    const headers = { "x-api-key": product.keys.read };
    const filters = [{ dimension: "country", values: ["FR"] }];
    const nearest = {
      get_revenue: /get_channel_roi/,
      get_top_customers: /get_channel_roi/,
      get_channel_roi: /groupBy/,
    };
    for (const [name, hint] of Object.entries(nearest)) {
      const body = classicRequest("tools/call", { name, arguments: { filters } });
      const { json } = await send(product.mcpUrl, { body, headers });
      const { isError, structuredContent } = Object(json.result);
      assert.equal(isError, true);
      const { field, rule, received, allowed } = structuredContent.error;
      assert.equal(field, "filters");
      assert.match(rule, /takes no filters: they describe visits/);
      assert.match(rule, hint);
      assert.match(received, /country/);
      assert.ok(allowed.includes("period"));
    }
  });

  test("model and window are the project's unless the call says otherwise", async () => {
    const { json } = await callWith(["revenue:read"], "get_channel_roi");
    const { attribution, currency } = Object(json.result).structuredContent.meta;
    assert.deepEqual([attribution, currency], [{ model: "linear", windowDays: 7, coverage: 0 }, "USD"]);
  });
});
