import type { FastifyInstance, FastifyRequest } from "fastify";
import { readBody } from "../body.ts";
import { findProjectOf } from "../credentials.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { answerPreflight } from "./cors.ts";
import { type Door, type Endpoint, factsOf } from "./door.ts";

/** Registers an endpoint under each of its addresses. */
export function receive(scope: FastifyInstance, endpoint: Endpoint, door: Door): void {
  for (const path of endpoint.paths) {
    answerPreflight(scope, path, "POST");
    scope.post(path, { bodyLimit: BODY_BYTES_MAX, logLevel: "warn" }, async (request, reply) => {
      door.requireRoom();
      const projectId = await findProjectOf(request, door.findProject);
      const received = { projectId, ...readRequest(request, door) };
      const { bot } = received.agent;
      if (bot) {
        door.counters.leaveOutBot(bot);
        return reply.code(202).send({ success: true, stored: false, reason: bot });
      }
      return { success: true, ...(await endpoint.take(received, door)) };
    });
  }
}

function readRequest(request: FastifyRequest, { readAgent }: Door) {
  const body = readBody(request.body);
  const facts = factsOf(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
  const app = { platform: textOf(body.platform), deviceModel: textOf(body.deviceModel) };
  return { body, bytes, agent: readAgent(facts.userAgent, app), ...facts };
}

/** What is not a text is refused by the endpoint, which names the field. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
