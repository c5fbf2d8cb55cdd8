import assert from "node:assert/strict";
import fc from "fast-check";
import { listConnections } from "../connections/list.ts";
import { forgetCustomers } from "../forget-customers.ts";
import { openTestDesk, STRIPE_KEY, STRIPE_SECRET } from "../testing/desk.ts";
import { readLedger } from "../testing/ledger.ts";
import { paddleAdjustment, paddleEvent, paddleTransaction } from "../testing/paddle-events.ts";
import { signedByStripe, stripeEvent } from "../testing/signed.ts";
import * as shop from "../testing/stripe-objects.ts";
import { stripeTellings } from "../testing/stripe-tellings.ts";
import type { Suite, World } from "../testing/world.ts";
import { openProviderDesk } from "./desk.ts";

const AT = Date.parse("2026-11-02T09:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SILENT = { info: () => undefined, warn: () => undefined };

/** The same order and repetition for every engine. */
const SEED = 20_261_121;
const RUNS = 60;

async function ledgerAfter(world: World, deliveries: readonly (readonly object[])[]) {
  const { projectId, deliver, desk, view } = await openTestDesk(world);
  for (const batch of deliveries) await deliver(...batch);
  const { failures, waiting } = await view();
  assert.deepEqual([failures, waiting], [[], 0]);
  await desk.close();
  const { customers, ...money } = await readLedger(world.ctx.db, projectId);
  // Ids and hashes of customers are each project's own.
  const bare = customers.map(({ external_id, visitor_id, email_hash }) => [
    external_id,
    visitor_id,
    email_hash !== null,
  ]);
  const charges = money.charges.map(({ customer_id: _customer, checkout, ...row }) => ({
    ...row,
    isVisitorKnown: checkout.includes("visitor-7"),
  }));
  const subscriptions = money.subscriptions.map(({ customer_id: _customer, ...row }) => row);
  return { bare, ...money, charges, subscriptions };
}

export const deliveriesSuite: Suite = {
  "order and repetition of deliveries change nothing": async (world) => {
    const events = stripeTellings();
    const expected = await ledgerAfter(world, [events]);
    assert.deepEqual(
      expected.charges.map(({ external_id, amount, status, subscription_external_id }) => [
        external_id,
        amount,
        status,
        subscription_external_id,
      ]),
      [
        ["ch_0", 1_600, "failed", "sub_1"],
        ["ch_1", 840, "succeeded", "sub_1"],
        ["ch_2", 760, "succeeded", "sub_1"],
        ["ch_3", 500, "succeeded", null],
      ],
    );
    assert.deepEqual(
      expected.refunds.map(({ external_id, amount, reason, status }) => [external_id, amount, reason, status]),
      [
        ["dp_1", 760, "dispute", "reversed"],
        ["re_1", 280, "refund", "succeeded"],
        ["re_2", 560, "refund", "succeeded"],
      ],
    );
    assert.deepEqual(
      expected.states.map(({ status, discount }) => [status, discount === "" ? null : JSON.parse(discount)]),
      ["incomplete", "active", "active", "canceled"].map((status) => [status, { percent: 20, forever: true }]),
    );
    const shuffled = fc
      .shuffledSubarray(events, { minLength: events.length })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.array(fc.nat(events.length - 1), { maxLength: 10 }), fc.nat(events.length)),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, again, cut]) => {
        const repeated = [...all, ...again.map((index) => events[index] ?? {})];
        const seen = await ledgerAfter(world, [repeated.slice(0, cut), repeated.slice(cut)]);
        assert.deepEqual(seen, expected);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  },

  "one delivery that cannot be applied waits with its reason, and the others are applied": async (world) => {
    const { deliver, view, desk, log } = await openTestDesk(world);
    const odd = stripeEvent(
      "charge.succeeded",
      { id: "ch_odd", object: "charge", amount: "ten" },
      { id: "evt_odd", at: AT },
    );
    const good = stripeEvent("customer.created", shop.stripeCustomer("cus_1"), { id: "evt_good", at: AT });
    await deliver(odd, good);
    const { applied, waiting, failures } = await view();
    assert.deepEqual([applied, waiting], [1, 1]);
    assert.equal(failures[0]?.eventId, "evt_odd");
    assert.match(failures[0]?.reason ?? "", /^It is not as the provider describes it, at amount:/);
    assert.ok(log.some(({ message }) => message.startsWith("A delivery could not be applied")));
    await desk.close();
  },

  "a delivery is tried again for a week, then given up, and taken anew when it is sent once more": async (world) => {
    const { deliver, view, desk, projectId } = await openTestDesk(world, { provider: "paddle" });
    const sale = paddleEvent("transaction.completed", paddleTransaction("txn_1", { at: AT, total: 1_190, tax: 190 }), {
      id: "evt_1",
      at: AT,
    });
    const above = paddleEvent("adjustment.created", paddleAdjustment("adj_1", { at: AT, total: 2_380, tax: 380 }), {
      id: "evt_2",
      at: AT,
    });
    await deliver(sale, above);
    const first = (await view()).failures[0];
    assert.match(first?.reason ?? "", /above its charge txn_1, which took 1000/);
    let attempts = 1;
    for (let hours = 0; hours < 7 * 24 + 7; hours += 1) {
      world.advance(HOUR_MS);
      await desk.applyWaiting();
      attempts = (await view()).failures[0]?.attempts ?? 0;
    }
    const last = await view();
    assert.deepEqual([last.waiting, last.failures[0]?.nextAttemptAt], [0, null]);
    assert.ok(attempts > 20 && attempts < 60, `${attempts} attempts`);
    const row = await world.ctx.db
      .selectFrom("revenue_deliveries")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("event_id", "=", "evt_2")
      .executeTakeFirst();
    assert.deepEqual([row?.state, row?.payload], ["given_up", ""]);
    await deliver(above);
    assert.equal((await view()).waiting, 1);
    await desk.close();
  },

  "a refund above its charge is reported whichever of the two comes later, and no more than the charge counts": async (
    world,
  ) => {
    const refund = shop.stripeRefund("re_1", { at: AT, amount: 1_500, charge: "ch_1" });
    const ofStripe = [
      stripeEvent("charge.succeeded", shop.stripeCharge("ch_1", { at: AT, amount: 1_000 }), { id: "evt_1", at: AT }),
      stripeEvent("refund.created", refund, { id: "evt_2", at: AT }),
    ];
    const sale = paddleTransaction("txn_1", { at: AT, total: 1_190, tax: 190 });
    const ofPaddle = [
      paddleEvent("transaction.completed", sale, { id: "evt_1", at: AT }),
      paddleEvent("adjustment.created", paddleAdjustment("adj_1", { at: AT, total: 1_785, tax: 285 }), {
        ...{ id: "evt_2", at: AT },
      }),
    ];
    const report = async (provider: "stripe" | "paddle", events: readonly object[]) => {
      const { deliver, view, desk, log } = await openTestDesk(world, { provider });
      for (const event of events) await deliver(event);
      const { failures } = await view();
      await desk.close();
      assert.ok(log.some(({ fields }) => "reason" in fields && fields.reason === failures[0]?.reason));
      return failures.map(({ eventId, isApplied, reason }) => [eventId, isApplied, reason]);
    };
    const above = "refund re_1 is 500 above its charge ch_1 (minor units of EUR); so much counts as the charge took.";
    assert.deepEqual(await report("stripe", ofStripe), [["evt_2", true, above]]);
    assert.deepEqual(await report("stripe", ofStripe.toReversed()), [["evt_1", true, above]]);
    const [refused] = await report("paddle", ofPaddle);
    assert.deepEqual(refused?.slice(0, 2), ["evt_2", false]);
    assert.match(String(refused?.[2]), /above its charge txn_1, which took 1000/);
    assert.deepEqual(await report("paddle", ofPaddle.toReversed()), [
      [
        ...["evt_1", true],
        "1500 were given back of charge txn_1, which took 1000 (minor units of EUR); so much counts as it took.",
      ],
    ]);
  },

  "what one node has taken in, another one applies, and both together apply it once": async (world) => {
    const { connectionId, view, desk, deliver } = await openTestDesk(world);
    const other = openProviderDesk({ ...world.ctx, log: SILENT });
    const events = Array.from({ length: 30 }, (_, index) =>
      stripeEvent("customer.created", shop.stripeCustomer(`cus_${index}`), { id: `evt_${index}`, at: AT }),
    );
    for (const event of events) {
      const { body, signature } = signedByStripe(event, { secret: STRIPE_SECRET, at: world.ctx.clock() });
      await other.accept({ provider: "stripe", connectionId, body, header: () => signature });
    }
    await Promise.all([desk.applyWaiting(), other.applyWaiting()]);
    assert.deepEqual([(await view()).applied, (await view()).waiting], [30, 0]);
    await deliver(...events);
    assert.equal((await view()).applied, 30);
    await Promise.all([desk.close(), other.close()]);
  },

  "a desk that is closed applies nothing more; the next one does": async (world) => {
    const { connectionId, view, desk } = await openTestDesk(world);
    const event = stripeEvent("customer.created", shop.stripeCustomer("cus_1"), { id: "evt_1", at: AT });
    const { body, signature } = signedByStripe(event, { secret: STRIPE_SECRET, at: world.ctx.clock() });
    await desk.accept({ provider: "stripe", connectionId, body, header: () => signature });
    await desk.close();
    assert.equal((await view()).waiting, 1);
    const next = openProviderDesk({ ...world.ctx, log: SILENT });
    await next.applyWaiting();
    assert.equal((await view()).waiting, 0);
    await next.close();
  },

  "secrets and what deliveries hold of people are sealed in the database, and stand in no log": async (world) => {
    const { connectionId, desk, log, ctx, projectId } = await openTestDesk(world);
    const guest = {
      billing_details: { email: "ada@example.com" },
      description: "For Ada",
      metadata: { heliometer_user: "u-7" },
    };
    const charge = shop.stripeCharge("ch_1", { at: AT, amount: 500, customer: null, payment: "pi_1" }, guest);
    const event = stripeEvent("charge.succeeded", charge, { id: "evt_1", at: AT });
    const { body, signature } = signedByStripe(event, { secret: STRIPE_SECRET, at: world.ctx.clock() });
    await desk.accept({ provider: "stripe", connectionId, body, header: () => signature });
    const dump = async () => {
      const { db } = world.ctx;
      const rows = [
        await db.selectFrom("revenue_connections").selectAll().where("project_id", "=", projectId).execute(),
        await db.selectFrom("revenue_deliveries").selectAll().where("project_id", "=", projectId).execute(),
        await db.selectFrom("revenue_parts").selectAll().where("project_id", "=", projectId).execute(),
      ];
      return JSON.stringify([rows, await listConnections(ctx, { projectId }), log]);
    };
    const waiting = await dump();
    await desk.applyWaiting();
    const applied = await dump();
    assert.ok(waiting.includes("evt_1") && applied.includes("ch_1"));
    for (const secret of [STRIPE_SECRET, STRIPE_KEY, "ada@example.com", "For Ada", "u-7"]) {
      assert.ok(!waiting.includes(secret) && !applied.includes(secret), secret);
    }
    await desk.close();
  },

  "who is forgotten stands in no part of a payment any more, and what still comes of the payment names nobody": async (
    world,
  ) => {
    const { deliver, desk, projectId } = await openTestDesk(world);
    const { db } = world.ctx;
    const email = "guest@example.com";
    const details = { payment_intent: "pi_1", client_reference_id: "v-1", customer_details: { email, name: "Ada" } };
    const charge = shop.stripeCharge(
      "ch_1",
      { at: AT, amount: 500, customer: null, payment: "pi_1" },
      { description: "For Ada" },
    );
    await deliver(
      stripeEvent("charge.succeeded", charge, { id: "evt_1", at: AT }),
      stripeEvent("checkout.session.completed", shop.stripeCheckout("cs_1", details), { id: "evt_2", at: AT }),
    );
    assert.equal(await forgetCustomers(world.ctx, { projectId, email, visitorIds: [] }), 1);
    const parts = () => db.selectFrom("revenue_parts").select("sealed").where("project_id", "=", projectId).execute();
    assert.deepEqual(await parts(), [{ sealed: "" }, { sealed: "" }]);
    const refund = shop.stripeRefund("re_1", { at: AT + DAY_MS, amount: 500, charge: "ch_1" });
    await deliver(stripeEvent("refund.created", refund, { id: "evt_3", at: AT + DAY_MS }));
    const ledger = await readLedger(db, projectId);
    assert.deepEqual(
      [ledger.charges[0]?.amount, ledger.refunds[0]?.amount, ledger.charges[0]?.checkout],
      [500, 500, ""],
    );
    const named = await db
      .selectFrom("customers")
      .select(["email_hash", "visitor_id", "sealed"])
      .where("project_id", "=", projectId)
      .execute();
    for (const row of named) assert.deepEqual(row, { email_hash: null, visitor_id: null, sealed: "" });
    await desk.close();
  },

  "what was applied a month ago is forgotten, what waits is not": async (world) => {
    const { deliver, view, desk, projectId } = await openTestDesk(world);
    await deliver(stripeEvent("customer.created", shop.stripeCustomer("cus_1"), { id: "evt_1", at: AT }));
    world.advance(31 * DAY_MS);
    await deliver(stripeEvent("charge.succeeded", { id: "ch", object: "charge" }, { id: "evt_2", at: AT }));
    await desk.sweep();
    const left = await world.ctx.db
      .selectFrom("revenue_deliveries")
      .select("event_id")
      .where("project_id", "=", projectId)
      .execute();
    assert.deepEqual(left, [{ event_id: "evt_2" }]);
    assert.equal((await view()).applied, 1);
    await desk.close();
  },
};
