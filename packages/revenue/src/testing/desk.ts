import { connectProvider } from "../connections/connect.ts";
import type { ConnectionContext } from "../connections/context.ts";
import { type ConnectionView, listConnections } from "../connections/list.ts";
import { openProviderDesk, type ProviderDesk } from "../deliveries/desk.ts";
import { signedByPaddle, signedByStripe } from "./signed.ts";
import type { World } from "./world.ts";

export const STRIPE_SECRET = "whsec_a_signing_secret_of_the_tests";
export const STRIPE_KEY = "rk_test_a_restricted_key_of_the_tests";
export const PADDLE_SECRET = "pdl_ntfset_a_secret_of_the_tests";
export const PADDLE_KEY = "pdl_sdbx_apikey_a_key_of_the_tests";

/** A project connected to a provider, with the desk where deliveries come in. */
export interface TestDesk {
  readonly projectId: string;
  readonly connectionId: string;
  readonly ctx: ConnectionContext;
  readonly desk: ProviderDesk;
  readonly log: { fields: object; message: string }[];
  /** Delivers events as the provider would, and has them applied. */
  deliver(...events: readonly object[]): Promise<void>;
  view(): Promise<ConnectionView>;
}

/** Opens a desk for a new project that is connected to a provider. `address`: of the stand-in of its API. */
export async function openTestDesk(
  world: World,
  { provider = "stripe", address }: { provider?: "stripe" | "paddle"; address?: URL } = {},
): Promise<TestDesk> {
  const { projectId } = await world.addProject({ currency: "EUR" });
  const { db, clock, secret } = world.ctx;
  const ctx = { db, clock, secretKey: secret.secretKey, userId: null, requireAdmin: async () => undefined };
  const log: TestDesk["log"] = [];
  const note = (fields: object, message: string) => void log.push({ fields, message });
  const desk = openProviderDesk({
    ...world.ctx,
    log: { info: note, warn: note },
    ...(address && { addresses: { [provider]: address } }),
  });
  const [signingSecret, apiKey] = provider === "stripe" ? [STRIPE_SECRET, STRIPE_KEY] : [PADDLE_SECRET, PADDLE_KEY];
  const { id } = await connectProvider(ctx, { projectId, provider, signingSecret, apiKey });
  const sign = provider === "stripe" ? signedByStripe : signedByPaddle;
  return {
    projectId,
    connectionId: id,
    ctx,
    desk,
    log,
    async deliver(...events) {
      for (const event of events) {
        const { body, signature } = sign(event, { secret: signingSecret, at: clock() });
        await desk.accept({ provider, connectionId: id, body, header: () => signature });
      }
      await desk.applyWaiting();
    },
    async view() {
      const found = (await listConnections(ctx, { projectId })).find((each) => each.id === id);
      if (!found) throw new Error("The connection is gone.");
      return found;
    },
  };
}
