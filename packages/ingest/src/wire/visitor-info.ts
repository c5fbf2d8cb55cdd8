import { lookUpVisits } from "@heliometer/events";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { findProjectOf } from "../credentials.ts";
import { check } from "../events/check.ts";
import { identifier } from "../events/fields.ts";
import { answerPreflight } from "./cors.ts";
import type { Door } from "./door.ts";
import { VISITOR_INFO_PATHS } from "./paths.ts";

const Query = z.object({ visitorId: identifier });
const EXAMPLES = { body: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11" } };

/** Tells a page whether its visitor has been here before, for sites that greet people. */
export function informVisitors(scope: FastifyInstance, door: Door): void {
  for (const path of VISITOR_INFO_PATHS) {
    answerPreflight(scope, path, "GET");
    scope.get<{ Querystring: Record<string, unknown> }>(path, { logLevel: "warn" }, async (request, reply) => {
      const projectId = await findProjectOf(request, door.findProject);
      const { visitorId } = check(Query, request.query, EXAMPLES);
      const person = await door.persons.ofVisitor({ projectId, visitorId });
      const { visits, firstAt } = await lookUpVisits(door.store, { projectId, visitorId });
      return reply.header("cache-control", "no-store").send({
        isReturning: visits > 1,
        isIdentified: person !== null,
        firstVisit: firstAt === null ? null : new Date(firstAt).toISOString(),
        visitCount: visits,
      });
    });
  }
}
