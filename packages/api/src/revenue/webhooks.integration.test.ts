import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import {
  type ConnectionContext,
  connectProvider,
  listConnections,
  openProjector,
  replaceConnectionSecrets,
} from "@heliometer/revenue";
import {
  readFacts,
  signedByPaddle,
  signedByStripe,
  stripeCharge,
  stripeCustomer,
  stripeEvent,
  stripeInvoice,
  stripeInvoicePayment,
  stripeRefund,
  stripeSubscription,
} from "@heliometer/revenue/testing";
import { openTestProduct, type TestProduct } from "../testing/product.ts";

const SECRET = "whsec_a_signing_secret_of_the_tests";
const MINUTE_MS = 60_000;

suite("webhooks of payment providers", () => {
  let product: TestProduct;
  let ctx: ConnectionContext;
  let now: number;
  before(async () => {
    product = await openTestProduct();
    const { db, clock, secret } = product.revenue;
    ctx = { db, clock, secretKey: secret.secretKey, userId: null, requireAdmin: async () => undefined };
    now = clock();
  });
  after(() => product.close());

  type Signed = ReturnType<typeof signedByStripe>;
  async function deliver(path: string, { body, header, signature }: Signed, headers: Record<string, string> = {}) {
    const response = await fetch(`${product.origin}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", [header]: signature, ...headers },
      body,
    });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown> & { error: { message: string } },
    };
  }
  const connect = (provider = "stripe", signingSecret = SECRET) =>
    connectProvider(ctx, { projectId: product.shop.id, provider, signingSecret });
  const sign = (payload: unknown, at = now) => signedByStripe(payload, { secret: SECRET, at });
  const find = async (id: string) => {
    await product.desk.applyWaiting();
    return (await listConnections(ctx, { projectId: product.shop.id })).find((each) => each.id === id);
  };

  test("signed deliveries become customers, charges without tax, refunds and subscriptions, and facts about them", async () => {
    const { id, webhookPath } = await connect();
    const at = now - MINUTE_MS;
    const events = [
      stripeEvent("refund.created", stripeRefund("re_1", { at, amount: 1190, charge: "ch_1" }), { id: "evt_5", at }),
      stripeEvent("charge.succeeded", stripeCharge("ch_1", { at, amount: 2380, payment: "pi_1" }), { id: "evt_2", at }),
      stripeEvent("invoice_payment.paid", stripeInvoicePayment("inpay_1", { invoice: "in_1", payment: "pi_1" }), {
        id: "evt_3",
        at,
      }),
      stripeEvent("invoice.paid", stripeInvoice("in_1", { total: 2380, tax: 380, subscription: "sub_1" }), {
        id: "evt_4",
        at,
      }),
      stripeEvent("customer.created", stripeCustomer("cus_1"), { id: "evt_1", at }),
      stripeEvent("customer.subscription.created", stripeSubscription("sub_1", { start: at }), { id: "evt_6", at }),
      stripeEvent("product.created", { id: "prod_1", object: "product" }, { id: "evt_7", at }),
    ];
    for (const event of [...events, ...events]) assert.equal((await deliver(webhookPath, sign(event))).status, 200);
    const view = await find(id);
    assert.deepEqual([view?.applied, view?.waiting, view?.failures, view?.lastDeliveryAt], [events.length, 0, [], now]);
    const { db } = product.revenue;
    const charge = await db.selectFrom("charges").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [charge.external_id, charge.amount, charge.currency, charge.status, charge.subscription_external_id],
      ["ch_1", 2000, "EUR", "succeeded", "sub_1"],
    );
    const refund = await db.selectFrom("refunds").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([refund.amount, refund.reason, refund.status], [1000, "refund", "succeeded"]);
    const state = await db.selectFrom("subscription_states").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([state.status, JSON.parse(state.items)[0].amount], ["active", 1900]);
    const projector = openProjector({ ...product.revenue, store: product.store });
    await projector.run();
    await projector.close();
    const facts = Object.values(await readFacts(product.store, product.shop.id)).flat();
    assert.deepEqual(facts.map(({ kind, amount, currency, count }) => [kind, amount, currency, count]).toSorted(), [
      ["charge", 2000, "EUR", 1],
      ["first_payment", 0, "USD", 1],
      ["mrr_new", 1900, "EUR", 1],
      ["refund", 1000, "EUR", 1],
      ["subscription", 0, "", 1],
    ]);
    const payloads = await db.selectFrom("revenue_deliveries").select(["state", "payload"]).distinct().execute();
    assert.deepEqual(payloads, [{ state: "applied", payload: "" }]);
  });

  test("a delivery under a wrong, an old or no signature is refused, logged and counted, and nothing of it is stored", async () => {
    const { id, webhookPath } = await connect();
    const event = stripeEvent("customer.created", stripeCustomer("cus_bad"), { id: "evt_bad", at: now });
    const cases: [Signed, RegExp][] = [
      [signedByStripe(event, { secret: "whsec_another", at: now }), /^Stripe-Signature: does not fit this delivery/],
      [{ ...sign(event), body: Buffer.from(JSON.stringify({ ...event, type: "customer.deleted" })) }, /does not fit/],
      [sign(event, now - 6 * MINUTE_MS), /^Stripe-Signature: is older than 300 seconds/],
      [{ ...sign(event), signature: "" }, /^Stripe-Signature: is missing/],
      [{ ...sign(event), signature: "nonsense" }, /^Stripe-Signature: cannot be read/],
      [sign({ hello: "world" }), /^body: is no event of Stripe/],
    ];
    for (const [delivery, message] of cases) {
      const answer = await deliver(webhookPath, delivery);
      assert.equal(answer.status, 400);
      assert.match(answer.body.error.message, message);
    }
    const view = await find(id);
    assert.equal(view?.refused, cases.length);
    assert.match(view?.lastRefusedReason ?? "", /is no event of Stripe/);
    assert.equal(product.log.filter(({ message }) => message === "A delivery was refused").length, cases.length);
    assert.ok(!JSON.stringify(product.log).includes(SECRET));
    const { db } = product.revenue;
    assert.deepEqual(
      await db.selectFrom("revenue_deliveries").selectAll().where("connection_id", "=", id).execute(),
      [],
    );
  });

  test("an address that is nobody's, of another provider or of no provider is the same 404", async () => {
    const { id } = await connect();
    const event = sign(stripeEvent("customer.created", stripeCustomer("cus_x"), { id: "evt_x", at: now }));
    const strange = [
      "stripe/00000000-0000-4000-8000-000000000000",
      "stripe/x",
      "stripe/a,b",
      `paddle/${id}`,
      `adyen/${id}`,
    ];
    const answers = await Promise.all(strange.map((path) => deliver(`/api/v1/webhooks/${path}`, event)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]));
    assert.equal(new Set(answers.map(({ body }) => body.error.message)).size, 1);
  });

  test("a connection without its signing secret takes nothing, and takes deliveries as soon as it has it", async () => {
    const { id, webhookPath } = await connectProvider(ctx, { projectId: product.shop.id, provider: "stripe" });
    const event = stripeEvent("customer.created", stripeCustomer("cus_late"), { id: "evt_late", at: now });
    const early = await deliver(webhookPath, sign(event));
    assert.equal(early.status, 400);
    assert.match(early.body.error.message, /has no signing secret/);
    await replaceConnectionSecrets(ctx, { projectId: product.shop.id, connectionId: id, signingSecret: SECRET });
    assert.equal((await deliver(webhookPath, sign(event))).status, 200);
  });

  test("Paddle's deliveries are checked in its own way, also while a secret is replaced", async () => {
    const secret = "pdl_ntfset_a_secret_of_the_tests";
    const { id, webhookPath } = await connect("paddle", secret);
    const payload = {
      event_id: "evt_paddle1",
      event_type: "customer.created",
      occurred_at: new Date(now).toISOString(),
      data: { id: "ctm_1", email: "ada@example.com", name: null, custom_data: null },
    };
    const good = signedByPaddle(payload, { secret, at: now });
    const rolling = { ...good, signature: good.signature.replace(";", `;h1=${"0".repeat(64)};`) };
    const wrong = signedByPaddle(payload, { secret: "pdl_ntfset_other", at: now });
    const old = signedByPaddle(payload, { secret, at: now - 6 * MINUTE_MS });
    const answers = [await deliver(webhookPath, good), await deliver(webhookPath, rolling)];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.match((await deliver(webhookPath, wrong)).body.error.message, /^Paddle-Signature: does not fit/);
    assert.match((await deliver(webhookPath, old)).body.error.message, /^Paddle-Signature: is older than 300 seconds/);
    assert.equal((await find(id))?.applied, 1);
  });

  test("a body above a megabyte is refused before it is read", async () => {
    const { webhookPath } = await connect();
    const large = sign({ text: "x".repeat(1_100_000) });
    assert.equal((await deliver(webhookPath, large)).status, 413);
  });
});
