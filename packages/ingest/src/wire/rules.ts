import type { IncomingHttpHeaders } from "node:http";
import type { CollectionRules } from "@heliometer/accounts";
import { Forbidden, Unavailable } from "@heliometer/core";
import type { FastifyRequest } from "fastify";
import type { BotReason } from "../counters.ts";
import { OVERLOAD_RETRY_SECONDS } from "../limits.ts";
import { type RefusalReason, Refused } from "../refusals.ts";
import type { Door, Received } from "./door.ts";

/**
 * What the project has decided about its visitors.
 * @throws Refused when nobody can say just now: then nothing is taken, rather than too much.
 */
export async function rulesFor(request: FastifyRequest, projectId: string, door: Door): Promise<CollectionRules> {
  try {
    return await door.rulesOf(projectId);
  } catch (error) {
    request.log.error({ err: error }, "What a project has decided about its visitors could not be read");
    const message =
      "The project's settings could not be read just now. Nothing was kept; send the request again later.";
    throw new Refused("store_failed", new Unavailable(message, OVERLOAD_RETRY_SECONDS));
  }
}

/** Whether ids that the browser or the site gives to the visitor are left aside. */
export function isNameless(headers: IncomingHttpHeaders, { idRule, signalRule }: CollectionRules): boolean {
  return idRule === "daily" || (signalRule === "no_id" && asksNotToBeFollowed(headers));
}

/** Why an event is answered and left out: the visit is one's own, or its visitor asks for it. */
export function leftOutFor(
  headers: IncomingHttpHeaders,
  address: string,
  { isExcluded, signalRule }: CollectionRules,
): Extract<RefusalReason, "own_visit" | "signal_respected"> | null {
  if (isExcluded(address)) return "own_visit";
  return signalRule === "drop" && asksNotToBeFollowed(headers) ? "signal_respected" : null;
}

const AHEAD_HEADERS = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/**
 * What the headers tell of a machine behind a browser's agent string: one that says of itself that it has no window, or
 * one that fetches a page ahead which nobody has asked for yet (Sec-Purpose, fetch standard 3.7).
 */
export function hintOf(headers: IncomingHttpHeaders): BotReason | null {
  if (AHEAD_HEADERS.some((name) => /\bpre(?:fetch|render|view)/i.test(`${headers[name] ?? ""}`))) return "page_ahead";
  return /headless/i.test(`${headers["sec-ch-ua"] ?? ""}`) ? "agent_of_bot" : null;
}

/**
 * Refuses what comes from a page of somebody else's.
 * @throws Refused naming the host and the domains of the project.
 */
export function refuseForeignHost({ body, origin }: Pick<Received, "body" | "origin">, rules: CollectionRules): void {
  const hosts = [body.hostname, URL.parse(origin ?? "")?.hostname].filter(
    (host) => typeof host === "string" && host !== "",
  );
  const foreign = hosts.find((host) => !rules.allowsHost(String(host)));
  if (foreign === undefined) return;
  throw new Refused(
    "domain_not_allowed",
    new Forbidden(
      `This key takes events of ${rules.domains.join(", ")} alone; this one comes from ${String(foreign).slice(0, 253)}. An admin of the project can add the domain in its settings.`,
    ),
  );
}

/** Do Not Track, or Global Privacy Control (w3c.github.io/gpc 4.1). */
function asksNotToBeFollowed(headers: IncomingHttpHeaders): boolean {
  return headers["sec-gpc"] === "1" || headers.dnt === "1";
}
