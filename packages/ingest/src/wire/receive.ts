import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { readBody } from "../body.ts";
import { findProjectOf } from "../credentials.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import type { ProjectAllowance } from "../rates/rates.ts";
import { answerPreflight } from "./cors.ts";
import { type Door, type Endpoint, factsOf, type Received } from "./door.ts";
import { noteRefusal } from "./note-refusal.ts";
import { hintOf, isNameless, leftOutFor, refuseForeignHost, rulesFor } from "./rules.ts";

/** Registers an endpoint under each of its addresses. */
export function receive(scope: FastifyInstance, endpoint: Endpoint, door: Door): void {
  for (const path of endpoint.paths) {
    answerPreflight(scope, path, "POST");
    scope.post(path, { bodyLimit: BODY_BYTES_MAX, logLevel: "warn" }, async (request, reply) => {
      const projectId = await findProjectOf(request, door.findProject);
      try {
        return await take(request, reply, { projectId, endpoint, door });
      } catch (error) {
        noteRefusal(error, { request, projectId, endpoint, door });
        throw error;
      }
    });
  }
}

async function take(
  request: FastifyRequest,
  reply: FastifyReply,
  { projectId, endpoint, door }: { projectId: string; endpoint: Endpoint; door: Door },
) {
  door.requireRoom();
  announce(reply, door.rates.takeProject(projectId, 1));
  const rules = await rulesFor(request, projectId, door);
  const received = { projectId, isNameless: isNameless(request.headers, rules), ...readRequest(request, door) };
  const bot = hintOf(request.headers) ?? received.agent.bot;
  if (bot) {
    door.counters.leaveOutBot(bot);
    door.refused.count(projectId, bot);
    return leaveOut(reply, bot);
  }
  const unwanted = leftOutFor(request.headers, received.address, rules);
  if (unwanted) {
    door.counters.refuse(unwanted);
    door.refused.count(projectId, unwanted);
    return leaveOut(reply, unwanted);
  }
  refuseForeignHost(received, rules);
  if (!door.rates.takeVisitor(rateNameOf(received), endpoint.kind)) {
    door.counters.refuse("rate_limited_visitor");
    door.refused.count(projectId, "rate_limited_visitor");
    // Whoever sends so much would send it again if it were refused.
    return leaveOut(reply, "rate_limited_visitor");
  }
  return { success: true, ...(await endpoint.take(received, door)) };
}

function readRequest(request: FastifyRequest, { readAgent, findPlace }: Door) {
  const body = readBody(request.body);
  const facts = factsOf(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
  const app = { platform: textOf(body.platform), deviceModel: textOf(body.deviceModel) };
  return { body, bytes, agent: readAgent(facts.userAgent, app), place: findPlace(facts.address), ...facts };
}

/** A beacon names no visitor but its page view; without either, all who share address and agent share ten times as much. */
function rateNameOf({ projectId, body, address, userAgent }: Received) {
  const visitorId = textOf(body.visitorId) || textOf(body.pageViewId);
  return visitorId
    ? { projectId, visitorId, isShared: false }
    : { projectId, visitorId: `${address} ${userAgent}`, isShared: true };
}

function announce(reply: FastifyReply, allowance: ProjectAllowance | null): void {
  if (!allowance) return;
  reply.header("x-ratelimit-limit", allowance.limit);
  reply.header("x-ratelimit-remaining", allowance.remaining);
  reply.header("x-ratelimit-reset", allowance.resetAt);
}

function leaveOut(reply: FastifyReply, reason: string): FastifyReply {
  return reply.code(202).send({ success: true, stored: false, reason });
}

/** What is not a text is refused by the endpoint, which names the field. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
