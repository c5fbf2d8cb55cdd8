import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openTestProduct, type TestProduct } from "../testing/product.ts";
import { CHARGE, createRevenueClient, SUBSCRIPTION } from "../testing/revenue-client.ts";

suite("the Revenue API", () => {
  let product: TestProduct;
  let client: ReturnType<typeof createRevenueClient>;
  before(async () => {
    product = await openTestProduct();
    client = createRevenueClient(product);
  });
  after(() => product.close());

  test("a customer is stored once, by the external id or else by the e-mail address", async () => {
    const first = await client.post("customers", { email: "Eve@Example.com", name: "Eve" });
    assert.equal(first.status, 201);
    const { id, externalCustomerId, createdAt, ...rest } = first.body;
    assert.match(String(id), /^hm_cus_[0-9a-f]{32}$/);
    assert.match(String(externalCustomerId), /^manual_[0-9a-f]{12}$/);
    assert.equal(createdAt, "2026-11-20T11:00:00.000Z");
    assert.deepEqual(rest, {
      provider: "api",
      email: "eve@example.com",
      name: "Eve",
      currency: "USD",
      totalRevenue: 0,
      totalRevenueUsd: 0,
      activeSubscriptions: 0,
      subscriptions: [],
      metadata: null,
    });
    const again = await client.post("customers", { email: "eve@example.com", metadata: { plan: "pro" } });
    assert.deepEqual([again.status, again.body.id, again.body.name], [200, id, "Eve"]);
    const own = await client.post("customers", { email: "own@example.com", externalId: "own-1", currency: "eur" });
    assert.deepEqual([own.status, own.body.externalCustomerId, own.body.currency], [201, "own-1", "EUR"]);
    assert.equal((await client.post("customers", { email: "moved@example.com", externalId: "own-1" })).status, 200);
    const changed = await client.patch(`customers/${id}`, { name: null, metadata: null });
    assert.deepEqual([changed.status, changed.body.name, changed.body.email], [200, null, "eve@example.com"]);
    assert.equal((await client.patch("customers/own-1", { name: "Own" })).body.name, "Own");
  });

  test("a charge is stored once, with a customer who is made for its e-mail address", async () => {
    const first = await client.post("charges", {
      ...CHARGE,
      externalId: "c-1",
      description: "Pro",
      metadata: { vat: 0 },
    });
    assert.equal(first.status, 201, JSON.stringify(first.body));
    const { customerId, externalCustomerId, ...rest } = first.body;
    assert.match(String(customerId), /^hm_cus_/);
    assert.match(String(externalCustomerId), /^manual_/);
    assert.deepEqual(rest, {
      id: "c-1",
      externalId: "c-1",
      provider: "api",
      amount: 4900,
      currency: "EUR",
      status: "succeeded",
      amountRefunded: 0,
      chargedAt: "2026-11-10T09:00:00.000Z",
      subscriptionId: null,
      description: "Pro",
      metadata: { vat: 0 },
    });
    const before = await client.count("charges");
    const again = await client.post("charges", {
      ...CHARGE,
      externalId: "c-1",
      description: "Pro",
      metadata: { vat: 0 },
    });
    assert.deepEqual([again.status, again.body], [200, first.body]);
    const byId = await client.post("charges", {
      ...CHARGE,
      email: undefined,
      customerId,
      externalId: "c-2",
      currency: "JPY",
    });
    assert.deepEqual([byId.status, byId.body.customerId], [201, customerId]);
    assert.equal(await client.count("charges"), before + 1);
    const changed = await client.patch("charges/c-1", { description: null, subscriptionId: "s-1" });
    assert.deepEqual(
      [changed.body.description, changed.body.subscriptionId, changed.body.amount, changed.body.customerId],
      [null, "s-1", 4900, customerId],
    );
  });

  test("what a charge gives back is a refund of its own day, and what was told twice is one", async () => {
    const at = { externalId: "r-1", chargedAt: "2026-11-01T00:00:00Z", email: "refund@example.com" };
    await client.post("charges", { ...CHARGE, ...at, amountRefunded: 900, refundedAt: "2026-11-05T00:00:00Z" });
    await client.post("charges", { ...CHARGE, ...at, amountRefunded: 900, refundedAt: "2026-11-05T00:00:00Z" });
    const more = await client.patch("charges/r-1", { amountRefunded: 1000 });
    assert.deepEqual([more.body.status, more.body.amountRefunded], ["succeeded", 1000]);
    const whole = await client.patch("charges/r-1", { status: "refunded", refundedAt: "2026-11-19T00:00:00Z" });
    assert.deepEqual([whole.body.status, whole.body.amountRefunded], ["refunded", 4900]);
    const refunds = await product.revenue.db
      .selectFrom("refunds")
      .select(["amount", "currency", "status", "at"])
      .where("charge_external_id", "=", "r-1")
      .orderBy("at")
      .execute();
    assert.deepEqual(
      refunds.map(({ amount, at: day }) => [amount, new Date(day).toISOString().slice(0, 10)]),
      [
        [900, "2026-11-05"],
        [3900, "2026-11-19"],
        [100, "2026-11-20"],
      ],
    );
    const [customer] = (await client.get("customers?limit=100")).body.data.filter(
      (each) => each.email === "refund@example.com",
    );
    assert.equal(customer?.totalRevenueUsd, 0);
  });

  test("a subscription is told with its past, changes from an instant on, ends, and goes on again", async () => {
    const told = { ...SUBSCRIPTION, externalId: "s-1", email: "sub@example.com", trialEnd: "2026-09-15T00:00:00Z" };
    const first = await client.post("subscriptions", told);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    const { customerId, externalCustomerId, ...rest } = first.body;
    assert.ok(customerId && externalCustomerId);
    assert.deepEqual(rest, {
      id: "s-1",
      externalId: "s-1",
      provider: "api",
      status: "active",
      amount: 4900,
      currency: "EUR",
      interval: "month",
      intervalCount: 1,
      quantity: 1,
      items: [{ amount: 4900, quantity: 1, interval: "month", intervalCount: 1 }],
      discount: null,
      startedAt: "2026-09-01T00:00:00.000Z",
      trialEnd: "2026-09-15T00:00:00.000Z",
      canceledAt: null,
      endedAt: null,
    });
    assert.deepEqual(await states("s-1"), ["2026-09-01 trialing 1", "2026-09-15 active 1"]);
    assert.equal((await client.post("subscriptions", told)).status, 200);
    assert.equal((await states("s-1")).length, 2);
    await client.patch("subscriptions/s-1", { quantity: 3, effectiveAt: "2026-10-01T00:00:00Z" });
    await client.patch("subscriptions/s-1", { discount: { percent: 20 } });
    const ended = await client.patch("subscriptions/s-1", { status: "canceled", endedAt: "2026-11-20T11:00:00Z" });
    assert.deepEqual(
      [ended.body.status, ended.body.quantity, ended.body.endedAt],
      ["canceled", 3, "2026-11-20T11:00:00.000Z"],
    );
    const back = await client.patch("subscriptions/s-1", { status: "active", quantity: 2 });
    assert.deepEqual([back.body.status, back.body.quantity, back.body.endedAt], ["active", 2, null]);
    const active = await client.get("customers?limit=100");
    assert.equal(active.body.data.find((each) => each.id === customerId)?.activeSubscriptions, 1);
  });

  test("one that has ended already counts for the time before, and one that ended in its trial never did", async () => {
    const ended = { ...SUBSCRIPTION, status: "canceled", endedAt: "2026-10-01T00:00:00Z", email: "past@example.com" };
    await client.post("subscriptions", { ...ended, externalId: "past-1" });
    assert.deepEqual(await states("past-1"), ["2026-09-01 active 1", "2026-10-01 canceled 1"]);
    await client.post("subscriptions", { ...ended, externalId: "past-2", trialEnd: "2026-10-15T00:00:00Z" });
    assert.deepEqual(await states("past-2"), ["2026-09-01 trialing 1", "2026-10-01 canceled 1"]);
    await client.post("subscriptions", { ...SUBSCRIPTION, externalId: "past-3", status: "unpaid", quantity: 2 });
    assert.deepEqual(await states("past-3"), ["2026-09-01 active 2", "2026-11-20 unpaid 2"]);
  });

  async function states(externalId: string): Promise<string[]> {
    const rows = await product.revenue.db
      .selectFrom("subscription_states")
      .select(["at", "status", "items"])
      .where("subscription_external_id", "=", externalId)
      .orderBy("at")
      .orderBy("seen_at")
      .execute();
    return rows.map(
      ({ at, status, items }) =>
        `${new Date(at).toISOString().slice(0, 10)} ${status} ${JSON.parse(items)[0].quantity}`,
    );
  }
});
