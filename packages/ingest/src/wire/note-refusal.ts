import type { FastifyRequest } from "fastify";
import { findProjectOf } from "../credentials.ts";
import { isPassing, type RefusalReason, Refused } from "../refusals.ts";
import { requestRecord } from "../refused/request-record.ts";
import { circumstancesOf } from "./circumstances.ts";
import { type Door, type Endpoint, factsOf } from "./door.ts";
import { isNameless } from "./rules.ts";

/** What a refusal was about. */
interface Refusal {
  readonly request: FastifyRequest;
  readonly projectId: string;
  readonly endpoint: Pick<Endpoint, "paths">;
  readonly door: Door;
}

/** Counts a refusal for its project, and keeps what was refused where another try could end differently. */
export function noteRefusal(error: unknown, refusal: Refusal): void {
  if (!(error instanceof Refused)) return;
  if (isPassing(error.reason)) refusal.door.refused.count(refusal.projectId, error.reason);
  else keep(error, refusal).catch((err: unknown) => refusal.request.log.error({ err }, "A refused event is not kept"));
}

/** Counts a request that was refused before its project was known, if its key tells the project. */
export function countEarlyRefusal(request: FastifyRequest, reason: RefusalReason, door: Door): void {
  findProjectOf(request, door.findProject).then(
    (projectId) => door.refused.count(projectId, reason),
    // Only projects that can be found have counts of their own.
    () => undefined,
  );
}

async function keep(error: Refused, { request, projectId, endpoint, door }: Refusal): Promise<void> {
  const at = door.clock();
  const facts = factsOf(request);
  const agent = door.readAgent(facts.userAgent, { platform: "", deviceModel: "" });
  if (agent.bot) return door.refused.count(projectId, error.reason);
  const visitor = await door.visitorIdOf({ projectId, address: facts.address, userAgent: facts.userAgent, now: at });
  const rules = await door.rulesOf(projectId);
  const received = {
    ...facts,
    agent,
    place: door.findPlace(facts.address),
    isNameless: isNameless(request.headers, rules),
  };
  const circumstances = JSON.stringify(circumstancesOf(received, visitor));
  const kind = endpoint.paths[0] ?? "";
  door.refused.keep(requestRecord(error, { projectId, at, kind, circumstances, body: request.body }));
}
