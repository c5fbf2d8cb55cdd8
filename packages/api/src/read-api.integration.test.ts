import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import * as accounts from "@heliometer/accounts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

interface Answer {
  status: number;
  headers: Headers;
  body: {
    data: Record<string, unknown>;
    summary: string;
    meta: Record<string, unknown>;
    error: { code: string; message: string; details?: Record<string, unknown> };
  };
}

suite("the Read API", () => {
  let product: TestProduct;
  const get = async (path: string, headers: Record<string, string> = { "x-api-key": product.keys.read }) => {
    const response = await fetch(`${product.origin}/api/v1/${path}`, { headers });
    return { status: response.status, headers: response.headers, body: await response.json() } as Answer;
  };
  const report = (path: string) => get(`projects/${product.shop.id}/${path}`);
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  test("me tells a project key its project", async () => {
    const { status, body, headers } = await get("me");
    const { id, name } = product.shop;
    assert.equal(status, 200);
    assert.deepEqual(body, { data: { projectId: id, name, timezone: "Europe/Paris" } });
    assert.equal(headers.get("cache-control"), "no-store");
  });

  test("me tells a personal token every project of its user", async () => {
    const { body } = await get("me", { authorization: `Bearer ${product.keys.personal}` });
    const projects = body.data.projects as { projectId: string }[];
    assert.deepEqual(
      projects.map(({ projectId }) => projectId).toSorted(),
      [product.shop.id, product.blog.id].toSorted(),
    );
    assert.equal(body.data.projectId, undefined);
  });

  const paths = [
    "analytics",
    "analytics/timeseries?interval=day&metrics=pageViews,sessions",
    "analytics/realtime",
    "pages?limit=5&sort=entries",
    "sources?groupBy=channel",
    "locations?groupBy=country",
    "events?startDate=2026-11-12&endDate=2026-11-20&timezone=Asia/Tokyo",
  ];
  for (const path of paths) {
    test(`${path} answers with data, a sentence and how it came about`, async () => {
      const { status, body } = await report(path);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(Object.keys(body), ["data", "summary", "meta"]);
      const links = body.meta.links as { dashboard: string };
      assert.ok(links.dashboard.startsWith(`http://localhost:3000/projects/${product.shop.id}`));
    });
  }

  test("numbers are those of the stored events, and filters narrow them", async () => {
    const all = await report("analytics?startDate=2026-11-19&endDate=2026-11-20");
    const filters = encodeURIComponent('[{"dimension":"country","operator":"is","values":["FR"]}]');
    const some = await report(`analytics?startDate=2026-11-19&endDate=2026-11-20&filters=${filters}`);
    assert.deepEqual([all.body.data.uniqueVisitors, all.body.data.pageViews], [20, 20]);
    assert.equal(some.body.data.uniqueVisitors, 10);
  });

  const unauthorized: Record<string, (keys: TestProduct["keys"]) => Record<string, string>> = {
    "no key": () => ({}),
    "an unknown key": () => ({ "x-api-key": "hm_sk_unknown" }),
    "a public key": (keys) => ({ "x-api-key": keys.public }),
    "Basic authentication": (keys) => ({ authorization: `Basic ${keys.read}` }),
  };
  for (const [name, headers] of Object.entries(unauthorized)) {
    test(`${name} is answered with 401`, async () => {
      const { status, body, headers: answered } = await get("me", headers(product.keys));
      assert.equal(status, 401);
      assert.equal(body.error.code, "unauthorized");
      assert.match(answered.get("www-authenticate") ?? "", /^Bearer/);
    });
  }

  test("a key in the address is refused, even beside one in a header, and is not repeated", async () => {
    const { read } = product.keys;
    for (const query of [`apiKey=${read}`, `period=${read}`]) {
      const { status, body } = await report(`analytics?${query}`);
      assert.equal(status, 401);
      assert.ok(!JSON.stringify(body).includes(read));
    }
  });

  test("a foreign project and one that does not exist get the same answer", async () => {
    const foreign = await get(`projects/${product.blog.id}/analytics`);
    const absent = await get("projects/nothing/analytics");
    assert.deepEqual([foreign.status, foreign.body.error.code], [404, "not_found"]);
    assert.deepEqual(foreign.body, absent.body);
  });

  const wrong: Record<string, string> = {
    range: "analytics?range=week",
    startDate: "pages?startDate=2026-02-30",
    limit: "pages?limit=1000",
    period: "sources?period=fortnight",
    timezone: "events?timezone=Mars/Olympus",
    filters: "analytics?filters=%7Boops",
    sort: "pages?sort=views&sort=entries",
  };
  for (const [field, path] of Object.entries(wrong)) {
    test(`a wrong ${field} is answered with 400 that names it`, async () => {
      const { status, body } = await report(path);
      assert.equal(status, 400);
      assert.equal(body.error.code, "invalid_request");
      assert.equal(body.error.details?.field, field);
      assert.ok(body.error.message.startsWith(field));
    });
  }

  test("me takes no parameters", async () => {
    assert.equal((await get("me?verbose=1")).status, 400);
  });

  test("a revoked key is refused at the next call", async () => {
    const { ctx, shop } = product;
    const made = await accounts.createKey(ctx, { kind: "secret", access: "full", projectId: shop.id, name: "Short" });
    assert.equal((await get("me", { "x-api-key": made.key })).status, 200);
    await accounts.revokeKey(ctx, { keyId: made.id });
    assert.equal((await get("me", { "x-api-key": made.key })).status, 401);
  });

  test("no other web origin is let in", async () => {
    const { headers } = await get("me", { "x-api-key": product.keys.read, origin: "https://elsewhere.example" });
    assert.equal(headers.get("access-control-allow-origin"), null);
  });
});
