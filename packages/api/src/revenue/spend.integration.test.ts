import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openTestProduct, type TestProduct } from "../testing/product.ts";

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {
    error: { code: string; message: string; details: { field: string; rows: { index: number; field: string }[] } };
  };
}

const ROW = { date: "2026-11-19", channel: "Paid Search", campaign: "Brand", currency: "EUR", amount: 1250 };

suite("the spend API", () => {
  let product: TestProduct;
  const post = async (body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${product.origin}/api/v1/spend`, {
      method: "POST",
      headers: { "x-api-key": product.keys.full, "content-type": "application/json", ...headers },
      body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: await response.json() } as Answer;
  };
  const stored = (projectId: string) =>
    product.revenue.db.selectFrom("spend").selectAll().where("project_id", "=", projectId).execute();
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  test("stores rows, restates them, and says how many calls are left", async () => {
    const first = await post({ rows: [ROW, { ...ROW, campaign: "Shoes" }] });
    assert.deepEqual([first.status, first.body], [200, { created: 2, updated: 0, unchanged: 0 }]);
    const second = await post({
      rows: [
        { ...ROW, amount: 1300 },
        { ...ROW, campaign: "Shoes" },
      ],
    });
    assert.deepEqual(second.body, { created: 0, updated: 1, unchanged: 1 });
    assert.equal(second.headers.get("x-ratelimit-limit"), "500");
    assert.equal(second.headers.get("x-ratelimit-remaining"), "498");
    assert.equal(second.headers.get("cache-control"), "no-store");
    assert.equal((await stored(product.shop.id)).length, 2);
    assert.deepEqual(await stored(product.blog.id), []);
  });

  test("lists every row at fault, and keeps none of the others", async () => {
    const before = await stored(product.shop.id);
    const rows = [
      { ...ROW, amount: 5 },
      { ...ROW, amount: "12,50" },
      { ...ROW, costs: 1 },
      { ...ROW, currency: "QQQ" },
    ];
    const { status, body } = await post({ rows });
    assert.equal(status, 400);
    assert.equal(body.error.code, "invalid_request");
    assert.equal(body.error.details.field, "rows[1].amount");
    assert.deepEqual(body.error.details.rows, [
      {
        index: 1,
        field: "amount",
        rule: "must be a whole number of the currency's minor units, 0 or more: 1250 for 12.50 EUR, 1250 for 1,250 JPY.",
        received: "12,50",
        example: { amount: 1250 },
      },
      {
        index: 2,
        field: "costs",
        rule: "is no field of spend.",
        allowed: [
          "date",
          "channel",
          "source",
          "medium",
          "campaign",
          "campaignId",
          "currency",
          "amount",
          "impressions",
          "clicks",
          "externalId",
        ],
      },
      {
        index: 3,
        field: "currency",
        rule: "must be an ISO 4217 currency code such as EUR.",
        received: "QQQ",
        example: { currency: "EUR" },
      },
    ]);
    assert.deepEqual(await stored(product.shop.id), before);
  });

  const unreadable: readonly (readonly [status: number, body: string | Uint8Array, type?: string])[] = [
    [400, ""],
    [400, "[{]"],
    [400, "[]"],
    [400, "5"],
    [400, JSON.stringify({ rows: "all" })],
    [400, JSON.stringify({ rows: [] })],
    [400, JSON.stringify({ rows: Array(1_001).fill(ROW) })],
    [400, new Uint8Array([0x7b, 0xff])],
    [413, " ".repeat(1_048_577)],
    [415, JSON.stringify({ rows: [ROW] }), "text/csv"],
  ];
  for (const [status, body, type] of unreadable) {
    test(`a body that begins with ${String(body).slice(0, 20)}${type ? ` of type ${type}` : ""} is answered with ${status}`, async () => {
      const answer = await post(body, type ? { "content-type": type } : {});
      assert.equal(answer.status, status);
      assert.equal(answer.body.error.code, "invalid_request");
    });
  }

  test("only a full secret key may write, and never from the address", async () => {
    const { keys } = product;
    for (const [key, status] of [
      [keys.read, 403],
      [keys.public, 401],
      [keys.personal, 403],
      ["hm_sk_unknown", 401],
    ] as const) {
      assert.equal((await post({ rows: [ROW] }, { "x-api-key": key })).status, status, key);
    }
    const inAddress = await fetch(`${product.origin}/api/v1/spend?apiKey=${keys.full}`, { method: "POST" });
    assert.equal(inAddress.status, 401);
  });

  test("a key that calls too often hears when to come back", async () => {
    let answer = await post("");
    for (let calls = 0; calls < 500 && answer.status !== 429; calls += 1) answer = await post("");
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get("x-ratelimit-remaining"), "0");
    assert.ok(Number(answer.headers.get("retry-after")) > 0);
    assert.match(answer.body.error.message, /500 calls about money in a minute/);
  });
});
