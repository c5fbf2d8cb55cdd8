import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import type { Ingest } from "@heliometer/ingest";
import type { FastifyInstance } from "fastify";

/** A project id that exists nowhere: asking for it proves that the store answers, and reads nothing. */
const NO_PROJECT = "-";

interface HealthOptions {
  db: Database;
  store: Pick<EventStore, "dataThrough">;
  ingest: Pick<Ingest, "state">;
}

/**
 * `/healthz`: the process answers. `/readyz`: both stores answer and hold what was acknowledged before the start, else
 * 503. A node that takes no events just now is ready all the same, since it answers questions. Public; they tell
 * nothing else.
 */
export function registerHealth(app: FastifyInstance, { db, store, ingest }: HealthOptions): void {
  app.get("/healthz", { logLevel: "warn" }, () => ({ status: "ok" }));
  app.get("/readyz", { logLevel: "warn" }, async (request, reply) => {
    const { controlStore, eventStore, error } = await answers({ db, store });
    if (!controlStore || !eventStore) {
      request.log.error({ err: error }, "Not ready");
      return reply.code(503).header("retry-after", 5).send({ status: "unavailable" });
    }
    const { isReplaying, refusing } = ingest.state();
    if (isReplaying) return reply.code(503).header("retry-after", 1).send({ status: "replaying" });
    return { status: "ready", events: refusing === null ? "accepted" : "refused" };
  });
}

/** Whether each store answers a small question, and why not. */
export async function answers({ db, store }: Pick<HealthOptions, "db" | "store">) {
  const [control, events] = await Promise.allSettled([
    db.selectFrom("settings").select("name").limit(1).execute(),
    store.dataThrough(NO_PROJECT),
  ]);
  const failed = [control, events].find(({ status }) => status === "rejected");
  const error: unknown = failed?.status === "rejected" ? failed.reason : null;
  return { controlStore: control.status === "fulfilled", eventStore: events.status === "fulfilled", error };
}
