import { newId } from "@heliometer/core";
import { personKeysOf } from "@heliometer/db";
import { type EnrichedEvent, NOTHING_KNOWN } from "@heliometer/events";
import { DAY_MS, DAY_ONE } from "./records.ts";
import type { World } from "./world.ts";

/** An advertisement long ago, a visit two days before the payment, and one after it. */
export function visitsOf(projectId: string, visitorId: string): EnrichedEvent[] {
  const ad = { ...NOTHING_KNOWN, channel: "Paid Search", source: "Google", utmMedium: "cpc", utmCampaign: "spring" };
  const direct = { ...NOTHING_KNOWN, channel: "Direct", source: "Direct / None" };
  return [
    { ...visit({ projectId, visitorId, ts: DAY_ONE - 200 * DAY_MS }), visit: ad },
    { ...visit({ projectId, visitorId, ts: DAY_ONE - 2 * DAY_MS }), visit: direct },
    { ...visit({ projectId, visitorId, ts: DAY_ONE + DAY_MS }), visit: direct },
  ];
}

/** A page view that is a visit of its own, from nowhere. */
export function visit({
  projectId,
  visitorId,
  ts,
}: {
  projectId: string;
  visitorId: string;
  ts: number;
}): EnrichedEvent {
  const page = { kind: "pageview", name: "", hostname: "example.com", path: "/", title: "", properties: "" } as const;
  return { ...page, projectId, visitorId, ts, eventId: `${visitorId} ${ts}`, visit: NOTHING_KNOWN };
}

/** Notes who somebody is, as the collection of events does when a site calls `identify`. */
export async function identify(
  { ctx: { db, clock, secret } }: World,
  { projectId, ...subject }: { projectId: string; email: string; userId: string; visitorId: string },
): Promise<void> {
  const now = clock();
  const person = { id: newId(), project_id: projectId, visitor_id: subject.visitorId, traits: "" };
  await db
    .insertInto("persons")
    .values({ ...person, created_at: now, updated_at: now })
    .execute();
  for (const key of personKeysOf(subject, { projectId, secret: secret.personKey })) {
    const known = { project_id: projectId, person_id: person.id, merge_pending: 0, created_at: now };
    await db
      .insertInto("person_keys")
      .values({ ...known, ...key })
      .execute();
  }
}
