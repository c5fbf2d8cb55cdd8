import { readOnHistories } from "../backfills/read-on.ts";
import { acceptDelivery, type IncomingDelivery } from "./accept.ts";
import { applyWaiting } from "./apply-waiting.ts";
import type { DeskContext } from "./desk-context.ts";
import { createRefusals } from "./refusals.ts";
import { sweepDeliveries } from "./sweep.ts";

/** So long deliveries gather: many that are applied together cost little more than one. */
const GATHER_MS = 100;

/** Where deliveries of payment providers come in and their histories are read. */
export interface ProviderDesk {
  /**
   * Takes a delivery in; it is safe when this resolves, and applied a moment later.
   * @throws NotFound, InvalidInput
   */
  accept(delivery: IncomingDelivery): Promise<void>;
  /** Applies what waits, whichever node took it in. To be called again and again. */
  applyWaiting(): Promise<void>;
  /** Reads on in histories that are due. To be called again and again. */
  readHistories(): Promise<void>;
  /** Forgets what nobody needs any more. To be called now and then. */
  sweep(): Promise<void>;
  /** Ends after the transactions that are under way; the rest waits for the next start. */
  close(): Promise<void>;
}

/** Opens the desk. */
export function openProviderDesk(ctx: DeskContext): ProviderDesk {
  const closing = new AbortController();
  const refusals = createRefusals();
  const apply = oneAfterAnother(async () => {
    await refusals.write(ctx.db);
    await applyWaiting(ctx, closing.signal);
  });
  const readOn = oneAfterAnother(() => readOnHistories(ctx, closing.signal));
  let timer: NodeJS.Timeout | undefined;

  function applySoon(): void {
    if (timer || closing.signal.aborted) return;
    timer = setTimeout(() => {
      timer = undefined;
      apply().catch((error: unknown) => ctx.log.warn({ err: error }, "Deliveries wait for the next round"));
    }, GATHER_MS);
    timer.unref();
  }

  return {
    async accept(delivery) {
      await acceptDelivery({ ...ctx, refusals }, delivery);
      applySoon();
    },
    applyWaiting: apply,
    readHistories: readOn,
    sweep: () => sweepDeliveries(ctx),
    async close() {
      closing.abort();
      clearTimeout(timer);
      await Promise.allSettled([apply(), readOn()]);
    },
  };
}

/** Calls come one after another, and each begins after it was asked for. */
function oneAfterAnother(run: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return () => {
    waiting ??= last
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        last = run();
        return last;
      });
    return waiting;
  };
}
