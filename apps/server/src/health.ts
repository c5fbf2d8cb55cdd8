import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import type { FastifyInstance } from "fastify";

/** A project id that exists nowhere: asking for it proves that the store answers, and reads nothing. */
const NO_PROJECT = "-";

/** `/healthz`: the process answers. `/readyz`: both stores answer, else 503. Public; they tell nothing else. */
export function registerHealth(app: FastifyInstance, options: { db: Database; store: EventStore }): void {
  app.get("/healthz", { logLevel: "warn" }, () => ({ status: "ok" }));
  app.get("/readyz", { logLevel: "warn" }, async (request, reply) => {
    try {
      await options.db.selectFrom("settings").select("name").limit(1).execute();
      await options.store.dataThrough(NO_PROJECT);
      return { status: "ready" };
    } catch (error) {
      request.log.error({ err: error }, "Not ready");
      return reply.code(503).header("retry-after", 5).send({ status: "unavailable" });
    }
  });
}
