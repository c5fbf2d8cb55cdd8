import type { RevenueSource } from "@heliometer/analytics";
import {
  findCustomers,
  openProjector,
  openRevenueSecret,
  type RevenueContext,
  readRevenueSettings,
  revenueChanged,
} from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import type { Foundation } from "./app.ts";
import { repeat } from "./repeat.ts";

/** How soon changes of other nodes, and what time alone changes, are seen in reports. */
const RUN_EVERY_MS = 2_000;

/**
 * Opens the ledger of money, and keeps the facts of the event store at what it says while the app is open: what this
 * process changes, at once.
 */
export async function openRevenue(app: FastifyInstance, foundation: Foundation): Promise<RevenueContext> {
  const { db, store, clock, keys, log } = foundation;
  const projector = openProjector({ db, store, clock });
  const run = () => projector.run();
  revenueChanged.listen(db, () => {
    run().catch((err: unknown) => log.error({ err }, "Facts about money could not be derived; it is tried again"));
  });
  repeat(app, RUN_EVERY_MS, run);
  // Hooks run last first: this one tells the chore above to end.
  app.addHook("onClose", () => projector.close());
  return { db, clock, secret: await openRevenueSecret({ db, clock, secretKey: keys.secretKey }) };
}

/** What reports ask the ledger for. */
export function revenueSourceOf(revenue: RevenueContext): RevenueSource {
  return {
    readSettings: (projectId) => readRevenueSettings(revenue.db, projectId),
    findCustomers: (projectId, ids) => findCustomers(revenue, { projectId, ids }),
  };
}
