import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openTestProduct, type TestProduct } from "../testing/product.ts";
import { CHARGE, createRevenueClient, SUBSCRIPTION } from "../testing/revenue-client.ts";

suite("what the Revenue API refuses", () => {
  let product: TestProduct;
  let client: ReturnType<typeof createRevenueClient>;
  before(async () => {
    product = await openTestProduct();
    client = createRevenueClient(product);
  });
  after(() => product.close());

  const wrong: readonly (readonly [path: string, body: unknown, field: string])[] = [
    ["customers", { name: "Ada" }, "email"],
    ["customers", { email: "nobody" }, "email"],
    ["customers", { email: "a@example.com", currency: "EURO" }, "currency"],
    ["customers", { email: "a@example.com", plan: "pro" }, "plan"],
    ["customers", { email: "a@example.com", metadata: { a: "x".repeat(10_240) } }, "metadata"],
    ["customers", [], "body"],
    ["charges", { ...CHARGE }, "externalId"],
    ["charges", { ...CHARGE, externalId: "w", currency: "XBT" }, "currency"],
    ["charges", { ...CHARGE, externalId: "w", amount: 49.5 }, "amount"],
    ["charges", { ...CHARGE, externalId: "w", amount: "4900" }, "amount"],
    ["charges", { ...CHARGE, externalId: "w", amount: -1 }, "amount"],
    ["charges", { ...CHARGE, externalId: "w", amount: 1e300 }, "amount"],
    ["charges", { ...CHARGE, externalId: "w", amountRefunded: 4901 }, "amountRefunded"],
    ["charges", { ...CHARGE, externalId: "w", status: "failed", amountRefunded: 1 }, "amountRefunded"],
    ["charges", { ...CHARGE, externalId: "w", amountRefunded: 1, refundedAt: "2026-11-09T00:00:00Z" }, "refundedAt"],
    ["charges", { ...CHARGE, externalId: "w", status: "paid" }, "status"],
    ["charges", { ...CHARGE, externalId: "w", chargedAt: "2026-11-10" }, "chargedAt"],
    ["charges", { ...CHARGE, externalId: "w", chargedAt: "2026-02-30T00:00:00Z" }, "chargedAt"],
    ["charges", { ...CHARGE, externalId: "w", externalCustomerId: "two" }, "externalCustomerId"],
    ["charges", { ...CHARGE, externalId: "w", email: undefined }, "externalCustomerId"],
    ["charges", { ...CHARGE, externalId: "a\u0000b" }, "externalId"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", endedAt: "2026-08-31T23:59:59Z" }, "endedAt"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", trialEnd: "2026-08-31T23:59:59Z" }, "trialEnd"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", interval: "quarter" }, "interval"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", quantity: 0 }, "quantity"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", discount: { percent: 101 } }, "discount.percent"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", discount: {} }, "discount"],
    ["subscriptions", { ...SUBSCRIPTION, externalId: "w", currency: "" }, "currency"],
  ];
  for (const [path, body, field] of wrong) {
    test(`POST ${path} refuses ${JSON.stringify(body).slice(0, 120)}, naming ${field}, and keeps nothing of it`, async () => {
      const before = await product.revenue.db.selectFrom("revenue_subjects").selectAll().execute();
      const { status, body: answer } = await client.post(path, body);
      assert.equal(status, 400);
      assert.deepEqual([answer.error.code, answer.error.details.field], ["invalid_request", field]);
      assert.ok(answer.error.message.startsWith(`${field}: `), answer.error.message);
      assert.deepEqual(await product.revenue.db.selectFrom("revenue_subjects").selectAll().execute(), before);
    });
  }

  test("a change that contradicts what is stored is refused, naming the field", async () => {
    await client.post("charges", { ...CHARGE, externalId: "k-1", amountRefunded: 900 });
    const before = (await client.get("charges?limit=100")).body.data;
    for (const [body, field] of [
      [{ amountRefunded: 800 }, "amountRefunded"],
      [{ amount: 800 }, "amount"],
      [{ amountRefunded: 5000 }, "amountRefunded"],
      [{ currency: "USD" }, "currency"],
      [{ externalId: "k-2" }, "externalId"],
    ] as const) {
      const { status, body: answer } = await client.patch("charges/k-1", body);
      assert.deepEqual([status, answer.error?.details.field], [400, field], JSON.stringify(body));
    }
    assert.deepEqual((await client.get("charges?limit=100")).body.data, before);
  });

  test("lists refuse parameters that they do not know, naming them", async () => {
    for (const [query, field] of [
      ["limit=0", "limit"],
      ["limit=101", "limit"],
      ["cursor=abc", "cursor"],
      ["page=2", "page"],
    ] as const) {
      const { status, body } = await client.get(`charges?${query}`);
      assert.deepEqual([status, body.error.details.field], [400, field]);
    }
  });

  test("only a full secret key writes or reads money", async () => {
    const { keys } = product;
    for (const [key, status] of [
      [keys.read, 403],
      [keys.personal, 403],
      ["hm_sk_unknown", 401],
    ] as const) {
      assert.equal((await client.get("customers", key)).status, status);
      assert.equal((await client.post("charges", { ...CHARGE, externalId: "no" }, key)).status, status);
      assert.equal((await client.patch("charges/c-1", { amount: 1 }, key)).status, status);
    }
  });
});
