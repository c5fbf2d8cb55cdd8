import assert from "node:assert/strict";
import { Forbidden } from "@heliometer/core";
import { openTestDesk, PADDLE_KEY, PADDLE_SECRET, STRIPE_KEY, STRIPE_SECRET } from "../testing/desk.ts";
import { readLedger } from "../testing/ledger.ts";
import { signedByStripe, stripeEvent } from "../testing/signed.ts";
import * as shop from "../testing/stripe-objects.ts";
import type { Suite } from "../testing/world.ts";
import { connectProvider } from "./connect.ts";
import { disconnectProvider } from "./disconnect.ts";
import { listConnections } from "./list.ts";
import { replaceConnectionSecrets } from "./replace-secrets.ts";

const AT = Date.parse("2026-11-02T09:00:00Z");

export const connectionsSuite: Suite = {
  "connecting gives the address to deliver to, and shows no secret": async (world) => {
    const { ctx, projectId, desk } = await openTestDesk(world);
    world.advance(1);
    const made = await connectProvider(ctx, {
      projectId,
      provider: "paddle",
      name: "Apps",
      signingSecret: ` ${PADDLE_SECRET}\n`,
      apiKey: PADDLE_KEY,
    });
    assert.equal(made.webhookPath, `/api/v1/webhooks/paddle/${made.id}`);
    const views = await listConnections(ctx, { projectId });
    assert.deepEqual(
      views.map(({ provider, name, hasSigningSecret, hasApiKey }) => [provider, name, hasSigningSecret, hasApiKey]),
      [
        ["stripe", "Stripe", true, true],
        ["paddle", "Apps", true, true],
      ],
    );
    assert.ok(!JSON.stringify(views).includes("tests"));
    await desk.close();
  },

  "what is no secret of the provider is refused without being repeated": async (world) => {
    const { ctx, projectId, connectionId, desk } = await openTestDesk(world);
    const wrong = [
      { signingSecret: STRIPE_KEY },
      { signingSecret: "" },
      { apiKey: STRIPE_SECRET },
      { apiKey: "pk_live_x" },
      { apiKey: `rk_live_${"x".repeat(600)}` },
    ];
    for (const secrets of wrong) {
      const [given] = Object.values(secrets);
      await assert.rejects(replaceConnectionSecrets(ctx, { projectId, connectionId, ...secrets }), (error: Error) => {
        assert.match(error.message, /^(signingSecret|apiKey): must be/);
        return given === "" || !error.message.includes(String(given));
      });
    }
    await assert.rejects(
      connectProvider(ctx, { projectId, provider: "adyen" }),
      /^InvalidInput: provider: .* Allowed: stripe, paddle\.$/,
    );
    await desk.close();
  },

  "a new secret counts from the next delivery on, and the old one no more": async (world) => {
    const { ctx, projectId, connectionId, desk } = await openTestDesk(world);
    const accept = (secret: string, id: string) => {
      const event = stripeEvent("customer.created", shop.stripeCustomer("cus_1"), { id, at: AT });
      const { body, signature } = signedByStripe(event, { secret, at: world.ctx.clock() });
      return desk.accept({ provider: "stripe", connectionId, body, header: () => signature });
    };
    await accept(STRIPE_SECRET, "evt_1");
    await replaceConnectionSecrets(ctx, { projectId, connectionId, signingSecret: "whsec_the_next_one" });
    await assert.rejects(accept(STRIPE_SECRET, "evt_2"), /does not fit/);
    await accept("whsec_the_next_one", "evt_3");
    await desk.close();
  },

  "another project's connection is not there, and only an admin may look at one or change it": async (world) => {
    const { connectionId, projectId, ctx, desk, deliver } = await openTestDesk(world);
    const foreign = await openTestDesk(world);
    const strange = { projectId: foreign.projectId, connectionId };
    await assert.rejects(disconnectProvider(foreign.ctx, strange), /There is no such connection in this project/);
    await assert.rejects(replaceConnectionSecrets(foreign.ctx, { ...strange, apiKey: null }), /no such connection/);
    const requireAdmin = async () => {
      throw new Forbidden("No.");
    };
    await assert.rejects(listConnections({ ...ctx, requireAdmin }, { projectId }), Forbidden);
    await assert.rejects(connectProvider({ ...ctx, requireAdmin }, { projectId, provider: "x" }), Forbidden);
    await assert.rejects(disconnectProvider({ ...ctx, requireAdmin }, { projectId, connectionId }), Forbidden);
    await deliver(
      stripeEvent("charge.succeeded", shop.stripeCharge("ch_1", { at: AT, amount: 5 }), { id: "evt_1", at: AT }),
    );
    await disconnectProvider(ctx, { projectId, connectionId });
    assert.deepEqual(await listConnections(ctx, { projectId }), []);
    assert.equal((await readLedger(world.ctx.db, projectId)).charges.length, 1);
    await Promise.all([desk.close(), foreign.desk.close()]);
  },
};
