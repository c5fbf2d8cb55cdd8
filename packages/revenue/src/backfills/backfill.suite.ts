import assert from "node:assert/strict";
import { disconnectProvider } from "../connections/disconnect.ts";
import { replaceConnectionSecrets } from "../connections/replace-secrets.ts";
import { openProviderDesk } from "../deliveries/desk.ts";
import { openTestDesk, PADDLE_KEY, STRIPE_KEY, type TestDesk } from "../testing/desk.ts";
import { readLedger } from "../testing/ledger.ts";
import { type Mishap, openPaddleApi, openStripeApi } from "../testing/provider-api.ts";
import { paddleHistory, stripeHistory } from "../testing/shop-history.ts";
import type { Suite, World } from "../testing/world.ts";
import { startBackfill } from "./start.ts";
import { stopBackfill } from "./stop.ts";

const CUSTOMERS = 230;
const LISTS = stripeHistory(CUSTOMERS);
const OBJECTS = Object.values(LISTS).reduce((sum, list) => sum + list.length, 0);
const MINUTE_MS = 60_000;

async function openShop(world: World, mishap: (request: number, path: string) => Mishap = () => null) {
  const api = await openStripeApi({ lists: LISTS, apiKey: STRIPE_KEY, mishap });
  const shop = await openTestDesk(world, { address: api.address });
  const start = () => startBackfill(shop.ctx, shop);
  return { api, shop, start, close: () => Promise.all([api.close(), shop.desk.close()]) };
}

async function assertWhole(world: World, { projectId, view }: TestDesk): Promise<void> {
  const ledger = await readLedger(world.ctx.db, projectId);
  const net = ledger.charges.reduce((sum, { amount }) => sum + amount, 0);
  const back = ledger.refunds.reduce((sum, { amount }) => sum + amount, 0);
  assert.deepEqual(
    [ledger.customers.length, ledger.subscriptions.length, ledger.charges.length, net, back],
    [CUSTOMERS, CUSTOMERS, CUSTOMERS, CUSTOMERS * 10_000, 28 * 10_000],
  );
  assert.ok(
    ledger.charges.every((charge) => charge.subscription_external_id === charge.external_id.replace("ch", "sub")),
  );
  const terms = { amount: 10_000, quantity: 1, interval: "month", intervalCount: 1 };
  for (const { items } of ledger.states) {
    assert.deepEqual(
      JSON.parse(items).map(({ presumed: _presumed, ...item }: { presumed?: true }) => item),
      [terms],
    );
  }
  const { backfill } = await view();
  assert.deepEqual(
    [backfill?.state, backfill?.objects, backfill?.rejected, backfill?.reason],
    ["done", OBJECTS, 0, null],
  );
}

export const backfillSuite: Suite = {
  "a whole history is read, page by page, and read again without changing anything": async (world) => {
    const { api, shop, start, close } = await openShop(world);
    await start();
    await shop.desk.readHistories();
    await assertWhole(world, shop);
    assert.equal(api.asked.length, 3 + 3 + 3 + 1 + 3 + 1 + 1);
    const before = await readLedger(world.ctx.db, shop.projectId);
    world.advance(MINUTE_MS);
    await start();
    await shop.desk.readHistories();
    const { states: _states, ...after } = await readLedger(world.ctx.db, shop.projectId);
    const { states: _before, ...known } = before;
    assert.deepEqual(after, known);
    await close();
  },

  "a provider that asks to wait is left alone as long as it asks, and then asked for the same page": async (world) => {
    const { api, shop, start, close } = await openShop(world, (request) => (request === 4 ? "busy" : null));
    await start();
    await shop.desk.readHistories();
    const { backfill } = await shop.view();
    assert.deepEqual([backfill?.state, backfill?.reason], ["running", "Stripe asked to wait."]);
    await shop.desk.readHistories();
    assert.equal(api.asked.length, 5);
    world.advance(1_000);
    await shop.desk.readHistories();
    assert.equal(api.asked[5], api.asked[4]);
    await assertWhole(world, shop);
    await close();
  },

  "connections that break and servers that fail are asked again, and nothing is stored twice": async (world) => {
    const mishaps: Record<number, Mishap> = { 1: "cut", 3: "broken", 6: "cut", 7: "cut", 9: "broken" };
    const { shop, start, close } = await openShop(world, (request) => mishaps[request] ?? null);
    await start();
    for (let round = 0; round < 8; round += 1) {
      await shop.desk.readHistories();
      world.advance(MINUTE_MS);
    }
    await assertWhole(world, shop);
    await close();
  },

  "what waiting does not mend ends the run with a sentence, and it goes on from there when it is mended": async (
    world,
  ) => {
    let isAllowed = false;
    const { api, shop, start, close } = await openShop(world, (_request, path) =>
      path === "/v1/invoices" && !isAllowed ? "forbidden" : null,
    );
    await start();
    await shop.desk.readHistories();
    const { backfill } = await shop.view();
    assert.equal(backfill?.state, "failed");
    assert.match(backfill?.reason ?? "", /may not read invoices/);
    isAllowed = true;
    await start();
    await shop.desk.readHistories();
    assert.equal(api.asked.filter((path) => path.startsWith("/v1/customers")).length, 3);
    await assertWhole(world, shop);
    await close();
  },

  "a desk that is closed in the middle leaves a run that another one ends": async (world) => {
    const { api, shop, start, close } = await openShop(world, (request) => {
      if (request === 5) void shop.desk.close();
      return null;
    });
    await start();
    await shop.desk.readHistories();
    assert.ok(api.asked.length < 10);
    const { backfill } = await shop.view();
    assert.equal(backfill?.state, "running");
    assert.ok((backfill?.objects ?? 0) > 0);
    const log = { info: () => undefined, warn: () => undefined };
    const other = openProviderDesk({ ...world.ctx, log, addresses: { stripe: api.address } });
    world.advance(MINUTE_MS);
    await other.readHistories();
    await assertWhole(world, shop);
    await Promise.all([other.close(), close()]);
  },

  "two nodes that read one history at the same time read it once": async (world) => {
    const { api, shop, start, close } = await openShop(world);
    const log = { info: () => undefined, warn: () => undefined };
    const other = openProviderDesk({ ...world.ctx, log, addresses: { stripe: api.address } });
    await start();
    await Promise.all([shop.desk.readHistories(), other.readHistories()]);
    await assertWhole(world, shop);
    assert.equal(api.asked.length, 15);
    await Promise.all([other.close(), close()]);
  },

  "Paddle's history is read in the same way": async (world) => {
    const lists = paddleHistory(70);
    const mishaps: Record<number, Mishap> = { 1: "busy", 3: "cut", 4: "broken" };
    const api = await openPaddleApi({ lists, apiKey: PADDLE_KEY, mishap: (request) => mishaps[request] ?? null });
    const { desk, view, ctx, projectId, connectionId } = await openTestDesk(world, {
      provider: "paddle",
      address: api.address,
    });
    await startBackfill(ctx, { projectId, connectionId });
    for (let round = 0; round < 5; round += 1) {
      await desk.readHistories();
      world.advance(MINUTE_MS);
    }
    const { backfill } = await view();
    assert.deepEqual([backfill?.state, backfill?.objects, backfill?.rejected], ["done", 70 * 3 + 1 + 7, 0]);
    const ledger = await readLedger(world.ctx.db, projectId);
    const sum = (rows: readonly { amount: number }[]) => rows.reduce((total, { amount }) => total + amount, 0);
    assert.deepEqual([sum(ledger.charges), sum(ledger.refunds)], [70 * 10_000, 7 * 10_000]);
    const discounts = new Set(ledger.states.map(({ discount }) => discount));
    assert.deepEqual([...discounts], ['{"percent":10,"forever":true}']);
    await Promise.all([desk.close(), api.close()]);
  },

  "a run stops when it is told to or its connection ends, and needs a key": async (world) => {
    const { api, shop, start, close } = await openShop(world);
    await start();
    await assert.rejects(start(), /is being read already/);
    await stopBackfill(shop.ctx, shop);
    await shop.desk.readHistories();
    assert.equal(api.asked.length, 0);
    await start();
    await disconnectProvider(shop.ctx, shop);
    await shop.desk.readHistories();
    assert.equal(api.asked.length, 0);
    const keyless = await openTestDesk(world);
    await replaceConnectionSecrets(keyless.ctx, { ...keyless, apiKey: null });
    await assert.rejects(startBackfill(keyless.ctx, keyless), /Enter one first/);
    await Promise.all([close(), keyless.desk.close()]);
  },

  "an object that is not as the provider describes it is left out, counted and logged": async (world) => {
    const broken = { ...LISTS, "/v1/refunds": [{ id: "re_odd", object: "refund", amount: "ten" }] };
    const api = await openStripeApi({ lists: broken, apiKey: STRIPE_KEY });
    const shop = await openTestDesk(world, { address: api.address });
    await startBackfill(shop.ctx, shop);
    await shop.desk.readHistories();
    const { backfill } = await shop.view();
    assert.deepEqual([backfill?.state, backfill?.rejected], ["done", 1]);
    assert.ok(
      shop.log.some(({ fields }) => JSON.stringify(fields).includes("re_odd: It is not as the provider describes")),
    );
    await Promise.all([api.close(), shop.desk.close()]);
  },
};
