import assert from "node:assert/strict";
import fc from "fast-check";
import type { KnownSubscription } from "../mrr/timeline.ts";
import type { RevenueRecord } from "../records.ts";
import { anySubscription, instantOfHistory } from "../testing/histories.ts";
import { DAY_MS, DAY_ONE } from "../testing/records.ts";
import { visitsOf } from "../testing/visits.ts";
import type { Suite, TestProject, World } from "../testing/world.ts";

const HISTORIES = 25;
const MAILS = ["ada@example.com", "bob@example.com"];

/** What a source may tell of a few customers, each message with a time and an id of its own. */
const anyHistory: fc.Arbitrary<RevenueRecord[]> = fc
  .record({
    tellings: fc.array(fc.oneof(aCustomer(), aCharge(), aRefund(), aBill()), { minLength: 3, maxLength: 14 }),
    subscriptions: fc.array(anySubscription, { maxLength: 3 }),
    times: fc.infiniteStream(fc.integer({ min: 0, max: 30 })),
  })
  .map(({ tellings, subscriptions, times }) => {
    const told = [...tellings, ...subscriptions.flatMap(tellingsOf)];
    return told.map((record, index) => {
      const seenAt = DAY_ONE + (times.next().value ?? 0);
      return { ...record, seenAt, sourceId: `message ${index}` } as RevenueRecord;
    });
  });

export const orderSuite: Suite = {
  "order, repetition and how records are put into batches change no fact": async (world) => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.infiniteStream(fc.nat()), async (records, dice) => {
        const roll = (below: number) => (dice.next().value ?? 0) % below;
        const inOrder = await tell(world, [records]);
        const inAnyOrder = await tell(world, shuffledBatches([...records, ...records], roll));
        const derivedBetween = await world.addProject();
        await world.store.append(visitsOf(derivedBetween.projectId, "v1"));
        for (const record of shuffledBatches(records, roll).flat()) {
          await derivedBetween.apply([record]);
          if (roll(3) === 0) await world.settle();
        }
        const expected = await factsByName(world, inOrder);
        assert.deepEqual(await factsByName(world, inAnyOrder), expected);
        assert.deepEqual(await factsByName(world, derivedBetween), expected);
      }),
      // A history that fails is told as it is: to find a shorter one takes minutes on a server.
      { numRuns: HISTORIES, endOnFailure: true },
    );
  },
};

async function tell(world: World, batches: readonly RevenueRecord[][]): Promise<TestProject> {
  const project = await world.addProject();
  await world.store.append(visitsOf(project.projectId, "v1"));
  for (const batch of batches) {
    const { rejected } = await project.apply(batch);
    assert.deepEqual(rejected, []);
  }
  return project;
}

/** The facts by the customers' external ids: our own ids differ from project to project. */
async function factsByName({ ctx: { db } }: World, project: TestProject) {
  const facts = await project.facts();
  const customers = await db.selectFrom("customers").selectAll().where("project_id", "=", project.projectId).execute();
  const nameOf = new Map(customers.map((row) => [`customer:${row.id}`, row.external_id]));
  // Who is known by an address alone has no name, and there is one of each amount of money.
  const named = Object.entries(facts).map(([id, own]) => [nameOf.get(id) ?? "", JSON.stringify(own)]);
  return named.sort((one, other) => (one.join() < other.join() ? -1 : 1));
}

function shuffledBatches(records: readonly RevenueRecord[], roll: (below: number) => number): RevenueRecord[][] {
  const left = [...records];
  const batches: RevenueRecord[][] = [[]];
  while (left.length > 0) {
    const [record] = left.splice(roll(left.length), 1);
    if (roll(3) === 0) batches.push([]);
    if (record) batches.at(-1)?.push(record);
  }
  return batches;
}

function aCustomer() {
  return fc.record(
    {
      kind: fc.constant("customer"),
      externalId: fc.constantFrom("c1", "c2"),
      email: fc.constantFrom(...MAILS, null),
      name: fc.constantFrom("Ada", null),
      visitorId: fc.constantFrom("v1", null),
      deleted: fc.boolean(),
    },
    { requiredKeys: ["kind", "externalId"] },
  );
}

function aReference() {
  return fc.oneof(
    fc.record({ externalId: fc.constantFrom("c1", "c2") }),
    fc.record({ email: fc.constantFrom(...MAILS) }),
  );
}

function aCharge() {
  return fc.record(
    {
      kind: fc.constant("charge"),
      externalId: fc.constantFrom("ch1", "ch2", "ch3"),
      customer: fc.oneof(aReference(), fc.constant(null)),
      // Never less than all refunds together, so that none is refused.
      amount: fc.constantFrom(9000, 12_000),
      currency: fc.constant("USD"),
      status: fc.constantFrom("succeeded", "succeeded", "failed", "pending"),
      at: fc.integer({ min: 0, max: 20 }).map((day) => DAY_ONE + day * DAY_MS),
      checkout: fc.constantFrom({ visitorId: "v1" }, { email: "ada@example.com" }, null),
      description: fc.constantFrom("One month", null),
    },
    { requiredKeys: ["kind", "externalId", "customer", "amount", "currency", "status", "at"] },
  );
}

function aRefund() {
  return fc.record({
    kind: fc.constant("refund"),
    externalId: fc.constantFrom("re1", "re2", "re3"),
    chargeExternalId: fc.constantFrom("ch1", "ch2", "ch3"),
    amount: fc.constantFrom(500, 3000),
    currency: fc.constant("USD"),
    reason: fc.constantFrom("refund", "dispute"),
    status: fc.constantFrom("succeeded", "succeeded", "reversed", "pending", "failed"),
    at: fc.integer({ min: 0, max: 40 }).map((day) => DAY_ONE + day * DAY_MS),
  });
}

function aBill() {
  return fc.record({
    kind: fc.constant("prices"),
    subscriptionExternalId: fc.constantFrom("s0", "s1"),
    at: instantOfHistory,
    currency: fc.constantFrom("USD", "EUR"),
    items: fc.array(
      fc.record({
        amount: fc.constantFrom(0, 700, 1_000),
        quantity: fc.constant(1),
        interval: fc.constantFrom("month", "year"),
        intervalCount: fc.constant(1),
        billedAs: fc.constantFrom("si_1", "si_2"),
        until: instantOfHistory,
      }),
      { minLength: 1, maxLength: 2 },
    ),
  });
}

/** The messages that tell a subscription's states, all of them with its start and end. */
function tellingsOf({ startedAt, endedAt, states }: KnownSubscription, index: number): object[] {
  const customer = index === 0 ? { email: "ada@example.com" } : { externalId: "c1" };
  return states.map(({ seenAt: _seenAt, sourceId: _sourceId, ...state }) => ({
    ...{ kind: "subscription", externalId: `s${index}`, customer, state, startedAt, endedAt },
  }));
}
