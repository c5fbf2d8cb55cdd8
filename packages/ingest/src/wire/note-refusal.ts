import { InvalidInput } from "@heliometer/core";
import type { FastifyRequest } from "fastify";
import { findProjectOf } from "../credentials.ts";
import { type RefusalReason, Refused } from "../refusals.ts";
import { keepBody } from "../refused/kept-body.ts";
import { circumstancesOf } from "./circumstances.ts";
import { type Door, type Endpoint, factsOf } from "./door.ts";
import { isNameless } from "./rules.ts";

/** What says nothing about the event: its sender comes again, or has been told to send less. */
const COUNTED_ONLY: ReadonlySet<RefusalReason> = new Set([
  "rate_limited_visitor",
  "rate_limited_project",
  "overloaded",
  "disk_full",
  "store_failed",
]);

const PERSONAL_FIELDS: ReadonlySet<string> = new Set(["email", "name", "userId", "body"]);

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
  if (COUNTED_ONLY.has(error.reason)) refusal.door.refused.count(refusal.projectId, error.reason);
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
  door.refused.keep({
    projectId,
    at,
    reason: error.reason,
    detail: detailOf(error),
    kind: endpoint.paths[0] ?? "",
    ...keepBody(request.body),
    circumstances: JSON.stringify(circumstancesOf(received, visitor)),
    visitorId: sentVisitorId(request.body),
  });
}

/** What is wrong, in words; a name or an address that came is told to its sender, and not kept. */
function detailOf({ error }: Refused): string {
  if (!(error instanceof InvalidInput) || !PERSONAL_FIELDS.has(error.fault.field)) return error.message;
  return `${error.fault.field}: ${error.fault.rule}`;
}

/** The visitor's id that a body names, so that erasing the visitor finds it. */
function sentVisitorId(body: unknown): string | null {
  const text = Buffer.isBuffer(body) ? body.toString("utf8") : "";
  return /"visitorId"\s*:\s*"([^"\\]{1,200})"/.exec(text)?.[1] ?? null;
}
