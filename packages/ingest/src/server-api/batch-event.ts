import { InvalidInput } from "@heliometer/core";
import type { EnrichedEvent, EventKind } from "@heliometer/events";
import { z } from "zod";
import type { Agent } from "../enrich/agent.ts";
import { enrich } from "../enrich/enrich.ts";
import { cut } from "../enrich/text.ts";
import { check } from "../events/check.ts";
import { CustomEventBody, eventName, optionalIdentifier } from "../events/fields.ts";
import { ENGAGEMENT_SECONDS_MAX, UTM_CHARACTERS_MAX } from "../limits.ts";
import { email, userId } from "../persons/subject-fields.ts";
import { Refused } from "../refusals.ts";
import type { Door } from "../wire/door.ts";
import { readServerTime } from "./time.ts";

const TYPES = ["pageview", "custom", "server"] as const satisfies readonly EventKind[];
const COUNTRY_RULE = "must be the two letters of a country (ISO 3166-1), such as FR.";
const MS_PER_SECOND = 1_000;

const word = z.string("must be a text.").nullish();

// What a server does not send; each field that is read costs time.
const { sessionId: _session, osVersion: _os, appVersion: _app, identify: _identify, ...shared } = CustomEventBody.shape;

/** One event of POST /api/v1/events/batch. */
export const BatchEvent = z.object({
  ...shared,
  type: z.enum(TYPES, `must be one of ${TYPES.join(", ")}.`).nullish(),
  eventName: eventName.nullish(),
  pageViewId: optionalIdentifier,
  userId,
  email,
  durationSeconds: z.number("must be a number of seconds.").min(0, "must not be negative.").nullish(),
  userAgent: word,
  country: z
    .string(COUNTRY_RULE)
    .regex(/^[A-Za-z]{2}$/, COUNTRY_RULE)
    .nullish(),
  region: word,
  city: word,
  device: word,
  browser: word,
  os: word,
});
type BatchEvent = z.output<typeof BatchEvent>;

const EXAMPLES = {
  body: { visitorId: "v-1", eventName: "signup", path: "/pricing", timestamp: "2026-03-01T12:00:00Z" },
  fields: {
    type: "custom",
    eventId: "order-1042",
    userId: "user-42",
    email: "ada@example.com",
    country: "FR",
    durationSeconds: 42,
    properties: { plan: "pro" },
    hostname: "www.example.com",
  },
};

/** Which event it is, whom it is about, and what it says. */
export interface ReadEvent {
  readonly kind: EventKind;
  readonly ts: number;
  readonly sent: BatchEvent;
}

/**
 * Checks an event of a batch. Without `type` one with a name is an event of a server, which belongs to no visit, and one
 * without is a page view.
 * @throws Refused naming the first field at fault.
 */
export function readBatchEvent(
  item: Record<string, unknown>,
  bounds: { now: number; oldest: number | null },
): ReadEvent {
  const sent = check(BatchEvent, item, EXAMPLES);
  const kind = sent.type ?? (sent.eventName ? "server" : "pageview");
  if (kind === "pageview" && sent.path === "") throw missing("path", "must be the path of the page.");
  if (kind !== "pageview" && !sent.eventName) throw missing("eventName", "must be the name of the event.");
  if (!sent.visitorId && !sent.userId && !sent.email) {
    throw missing("visitorId", "or userId or email must say whom this is about.");
  }
  return { kind, sent, ts: readServerTime(sent.timestamp, bounds) };
}

/** Makes the event as it is stored: what the sender knows of place and device counts before what the agent tells. */
export function enrichBatchEvent(
  { kind, ts, sent }: ReadEvent,
  known: { projectId: string; visitorId: string; door: Pick<Door, "readAgent" | "readOrigin"> },
): EnrichedEvent | { readonly bot: string } {
  const { projectId, visitorId, door } = known;
  const agent = sent.userAgent || sent.platform ? door.readAgent(sent.userAgent ?? undefined, sent) : NO_AGENT;
  if (agent.bot) return { bot: agent.bot };
  const isPage = kind === "pageview";
  const event = enrich(
    {
      kind,
      eventId: sent.eventId ?? (isPage ? sent.pageViewId : null) ?? null,
      name: isPage ? "" : (sent.eventName ?? ""),
      properties: isPage ? "" : sent.properties,
      body: sent,
    },
    { projectId, visitorId, ts, agent, acceptLanguage: undefined, origin: undefined, readOrigin: door.readOrigin },
  );
  const seconds = sent.durationSeconds;
  return {
    ...event,
    ...(typeof seconds === "number" &&
      isPage && { durationMs: Math.round(Math.min(seconds, ENGAGEMENT_SECONDS_MAX) * MS_PER_SECOND) }),
    visit: { ...event.visit, ...placeOf(sent), ...deviceOf(sent) },
  };
}

const NO_AGENT: Agent = { device: "", browser: "", os: "", bot: null };

function placeOf({ country, region, city }: BatchEvent) {
  return {
    ...(country && { country: country.toUpperCase() }),
    ...(region && { region: cut(region, UTM_CHARACTERS_MAX) }),
    ...(city && { city: cut(city, UTM_CHARACTERS_MAX) }),
  };
}

function deviceOf({ device, browser, os }: BatchEvent) {
  return {
    ...(device && { device: cut(device, UTM_CHARACTERS_MAX) }),
    ...(browser && { browser: cut(browser, UTM_CHARACTERS_MAX) }),
    ...(os && { os: cut(os, UTM_CHARACTERS_MAX) }),
  };
}

function missing(field: string, rule: string): Refused {
  return new Refused(
    "invalid_field",
    new InvalidInput({ field, rule: `is missing; it ${rule}`, example: EXAMPLES.body }),
  );
}
