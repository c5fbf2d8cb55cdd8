import assert from "node:assert/strict";
import { findCustomers } from "../find-customers.ts";
import { chargeRecord, customerRecord, DAY_MS, DAY_ONE, refundRecord, subscriptionRecord } from "../testing/records.ts";
import type { Suite, World } from "../testing/world.ts";

const later = (steps: number) => ({ seenAt: DAY_ONE + steps, sourceId: `m${steps}` });

export const applySuite: Suite = {
  "a batch is stored once, however often it comes": async (world) => {
    const { apply, projectId } = await world.addProject();
    const batch = [
      customerRecord({ email: "Ada@example.com", name: "Ada" }),
      chargeRecord({ description: "One month" }),
      refundRecord({ amount: 400 }),
      subscriptionRecord(),
    ];
    assert.deepEqual(await apply(batch), { applied: 4, unchanged: 0, rejected: [], remarks: [] });
    const before = await rowsOfProject(world, projectId);
    assert.deepEqual(await apply(batch), { applied: 0, unchanged: 4, rejected: [], remarks: [] });
    assert.deepEqual(await rowsOfProject(world, projectId), before);
    assert.deepEqual(
      Object.entries(before).map(([table, rows]) => [table, rows.length]),
      [
        ["customers", 1],
        ["charges", 1],
        ["refunds", 1],
        ["subscriptions", 1],
        ["subscription_states", 1],
        ["revenue_subjects", 1],
      ],
    );
  },

  "the later message is believed field by field, whichever comes first": async (world) => {
    const messages = [
      customerRecord({ email: "old@example.com", name: "Old", ...later(1) }),
      customerRecord({ email: "new@example.com", ...later(2) }),
      customerRecord({ name: null, visitorId: "v1", ...later(3) }),
    ];
    const seen: unknown[] = [];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const { apply, projectId } = await world.addProject();
      for (const index of order) await apply(messages.slice(index, index + 1));
      const [row] = (await rowsOfProject(world, projectId)).customers;
      seen.push([row?.visitor_id, row?.seen_at, row?.source_id, row?.stamps, row?.sealed !== ""]);
    }
    assert.deepEqual(seen[1], seen[0]);
    assert.deepEqual(seen[2], seen[0]);
    assert.deepEqual((seen[0] as unknown[]).slice(0, 3), ["v1", DAY_ONE + 3, "m3"]);
  },

  "what is said of a person cannot be read in the tables": async (world) => {
    const { apply, projectId } = await world.addProject();
    const [email, userId] = ["lovelace@example.com", "person-4711"];
    await apply([
      customerRecord({ email, name: "Annabella Lovelace", userId, metadata: { note: "likes camomile" } }),
      chargeRecord({ description: "For Annabella", checkout: { email, userId } }),
    ]);
    const text = JSON.stringify(await rowsOfProject(world, projectId));
    for (const word of ["lovelace@", "Annabella", userId, "camomile"]) assert.ok(!text.includes(word), word);
  },

  "a refund that comes before its charge waits for it": async (world) => {
    const { apply, projectId } = await world.addProject();
    assert.equal((await apply([refundRecord()])).applied, 1);
    assert.equal((await apply([chargeRecord()])).applied, 1);
    const { refunds, customers } = await rowsOfProject(world, projectId);
    assert.equal(refunds.length, 1);
    assert.deepEqual(
      customers.map((row) => row.external_id),
      ["c1"],
    );
  },

  "what cannot be right is refused by name, and the rest is stored": async (world) => {
    const { apply } = await world.addProject();
    const { applied, rejected } = await apply([
      chargeRecord(),
      chargeRecord({ externalId: "ch2", currency: "XXQ" }),
      chargeRecord({ externalId: "ch3", amount: 19.99 }),
      refundRecord({ amount: 1001 }),
      refundRecord({ externalId: "re2", currency: "EUR" }),
      subscriptionRecord({}, { endedAt: DAY_ONE - DAY_MS }),
    ]);
    assert.equal(applied, 1);
    assert.deepEqual(
      rejected.map(({ index, fault }) => [index, fault.field]),
      [
        [1, "currency"],
        [2, "amount"],
        [3, "amount"],
        [4, "currency"],
        [5, "endedAt"],
      ],
    );
    assert.match(rejected[2]?.fault.rule ?? "", /above its charge ch1, which took 1000 /);
    assert.match(rejected[4]?.fault.rule ?? "", /cannot end before it starts/);
  },

  "refunds of one charge are refused together above it": async (world) => {
    const { apply } = await world.addProject();
    await apply([chargeRecord(), refundRecord({ amount: 600 })]);
    const { rejected } = await apply([refundRecord({ externalId: "re2", amount: 500 })]);
    assert.match(rejected[0]?.fault.rule ?? "", /of which 600 have been given back already/);
    assert.equal((await apply([refundRecord({ externalId: "re3", amount: 400 })])).applied, 1);
  },

  "all or nothing means that nothing is stored beside what is refused": async (world) => {
    const { apply, projectId } = await world.addProject();
    const result = await apply([chargeRecord(), chargeRecord({ externalId: "ch2", currency: "??" })], {
      allOrNothing: true,
    });
    assert.equal(result.applied, 0);
    assert.equal(result.rejected.length, 1);
    assert.deepEqual((await rowsOfProject(world, projectId)).charges, []);
  },

  "money for an e-mail address is its customer's as soon as there is one, in either order": async (world) => {
    const byAddress = chargeRecord({ customer: { email: "ada@example.com" } });
    const introduced = customerRecord({ email: "ADA@example.com " });
    for (const order of [
      [byAddress, introduced],
      [introduced, byAddress],
    ]) {
      const { apply, projectId } = await world.addProject();
      for (const record of order) await apply([record]);
      const { customers, charges } = await rowsOfProject(world, projectId);
      const owner = customers.find((row) => row.external_id === "c1");
      const known = customers.find((row) => row.id === charges[0]?.customer_id);
      assert.equal(known?.merged_into, owner?.id);
      await apply([customerRecord({ email: "other@example.com", ...later(5) })]);
      const parted = (await rowsOfProject(world, projectId)).customers.find((row) => row.id === known?.id);
      assert.equal(parted?.merged_into, null);
    }
  },

  "whoever is known by an e-mail address alone is known by that": async (world) => {
    const { apply, projectId } = await world.addProject();
    await apply([
      chargeRecord({ customer: { email: "Ada@example.com " } }),
      chargeRecord({ externalId: "ch2", customer: null, checkout: { email: "bob@example.com" } }),
      chargeRecord({ externalId: "ch3", customer: null }),
    ]);
    const { customers } = await rowsOfProject(world, projectId);
    const known = await findCustomers(world.ctx, { projectId, ids: customers.map(({ id }) => id) });
    assert.deepEqual([...known.values()].map(({ email }) => email).sort(), [
      "ada@example.com",
      "bob@example.com",
      null,
    ]);
  },

  "projects and sources do not see each other's ids": async (world) => {
    const [first, second] = [await world.addProject(), await world.addProject()];
    await first.apply([chargeRecord()]);
    await first.apply([chargeRecord({ amount: 7 })], { provider: "stripe" });
    assert.equal((await second.apply([refundRecord({ amount: 5000 })])).applied, 1);
    const { charges } = await rowsOfProject(world, first.projectId);
    assert.deepEqual(charges.map(({ amount }) => amount).sort(), [1000, 7]);
  },
};

async function rowsOfProject({ ctx: { db } }: World, projectId: string) {
  const ofProject = { project_id: projectId };
  return {
    customers: await db
      .selectFrom("customers")
      .selectAll()
      .where((is) => is.and(ofProject))
      .orderBy("id")
      .execute(),
    charges: await db
      .selectFrom("charges")
      .selectAll()
      .where((is) => is.and(ofProject))
      .execute(),
    refunds: await db
      .selectFrom("refunds")
      .selectAll()
      .where((is) => is.and(ofProject))
      .execute(),
    subscriptions: await db
      .selectFrom("subscriptions")
      .selectAll()
      .where((is) => is.and(ofProject))
      .execute(),
    subscription_states: await db
      .selectFrom("subscription_states")
      .selectAll()
      .where((is) => is.and(ofProject))
      .execute(),
    revenue_subjects: await db
      .selectFrom("revenue_subjects")
      .selectAll()
      .where((is) => is.and(ofProject))
      .execute(),
  };
}
