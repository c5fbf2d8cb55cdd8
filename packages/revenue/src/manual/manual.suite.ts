import assert from "node:assert/strict";
import type { Suite, World } from "../testing/world.ts";
import { EXAMPLES } from "./bodies.ts";
import { changeCharge, listCharges, storeCharge } from "./charges.ts";
import { changeCustomer, listCustomers, storeCustomer } from "./customers.ts";
import { changeSubscription, listSubscriptions, storeSubscription } from "./subscriptions.ts";

export const manualSuite: Suite = {
  "customers, charges and subscriptions are stored once, changed, and told with what came of them": async ({
    ctx,
    addProject,
  }) => {
    const { projectId } = await addProject({ currency: "EUR" });
    const customer = await storeCustomer(ctx, { projectId, body: EXAMPLES.customer });
    await changeCustomer(ctx, { projectId, id: customer.view.id, body: EXAMPLES.customerChange });
    for (const isNew of [true, false]) {
      assert.equal((await storeCharge(ctx, { projectId, body: EXAMPLES.charge })).isNew, isNew);
      assert.equal((await storeSubscription(ctx, { projectId, body: EXAMPLES.subscription })).isNew, isNew);
    }
    await changeCharge(ctx, { projectId, id: "order-7", body: EXAMPLES.chargeChange });
    await changeSubscription(ctx, { projectId, id: "sub-7", body: EXAMPLES.subscriptionChange });
    const { data } = await listCustomers(ctx, { projectId, query: {} });
    const [{ name, totalRevenue, totalRevenueUsd, activeSubscriptions, subscriptions } = assert.fail()] = data;
    assert.deepEqual(
      { name, totalRevenue, totalRevenueUsd, activeSubscriptions, quantity: subscriptions[0]?.quantity },
      { name: "Ada King", totalRevenue: 4000, totalRevenueUsd: null, activeSubscriptions: 1, quantity: 3 },
    );
  },

  "of requests at the same instant that introduce one customer, all mean the same one": async ({ ctx, addProject }) => {
    const { projectId } = await addProject();
    const stored = await Promise.all(
      [1, 2, 3, 4].map((index) =>
        storeCharge(ctx, { projectId, body: { ...charge(index), email: "same@example.com" } }),
      ),
    );
    assert.equal(new Set(stored.map(({ view }) => view.customerId)).size, 1);
    assert.equal((await listCustomers(ctx, { projectId, query: {} })).data.length, 1);
  },

  "of refunds at the same instant, none gives back more than is told": async ({ ctx, addProject }) => {
    const { projectId } = await addProject();
    await storeCharge(ctx, { projectId, body: { ...charge(1), email: "ada@example.com" } });
    const change = (amountRefunded: number) =>
      changeCharge(ctx, { projectId, id: "c1", body: { amountRefunded } }).catch(() => null);
    await Promise.all([change(300), change(500), change(500)]);
    const { data } = await listCharges(ctx, { projectId, query: {} });
    assert.equal(data[0]?.amountRefunded, 500);
  },

  "lists go on behind their last row, also where many have one instant": async (world) => {
    const { projectId } = await world.addProject();
    for (const index of [1, 2, 3, 4, 5]) {
      await storeCharge(world.ctx, { projectId, body: { ...charge(index), email: `buyer${index}@example.com` } });
      const body = { ...EXAMPLES.subscription, externalId: `s${index}`, externalCustomerId: "one" };
      await storeSubscription(world.ctx, { projectId, body });
    }
    assert.deepEqual(await allOf(world, projectId, listCharges), ["c1", "c2", "c3", "c4", "c5"]);
    assert.deepEqual(await allOf(world, projectId, listSubscriptions), ["s1", "s2", "s3", "s4", "s5"]);
    assert.equal(new Set(await allOf(world, projectId, listCustomers)).size, 6);
  },
};

const charge = (index: number) => ({
  externalId: `c${index}`,
  amount: 1_000,
  currency: "EUR",
  chargedAt: "2026-11-20T09:30:00Z",
});

type List = (
  ctx: World["ctx"],
  asked: { projectId: string; query: unknown },
) => Promise<{ data: readonly { id: string }[]; nextCursor: string | null }>;

async function allOf({ ctx }: World, projectId: string, list: List): Promise<string[]> {
  const ids: string[] = [];
  let query: { limit: string; cursor?: string } | null = { limit: "2" };
  while (query) {
    const { data, nextCursor } = await list(ctx, { projectId, query });
    ids.push(...data.map(({ id }) => id));
    query = nextCursor === null ? null : { limit: "2", cursor: nextCursor };
  }
  return ids;
}
