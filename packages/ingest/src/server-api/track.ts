import { lookUpVisits } from "@heliometer/events";
import { enrich } from "../enrich/enrich.ts";
import { check } from "../events/check.ts";
import { blankBody } from "../events/read.ts";
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";
import type { Door } from "../wire/door.ts";
import { TRACK_EXAMPLES, TrackBody } from "./fields.ts";
import { findSubject } from "./subject.ts";
import { readServerTime } from "./time.ts";

/** A request of a server, read. */
export interface ServerRequest {
  readonly projectId: string;
  readonly body: Record<string, unknown>;
  readonly bytes: number;
  /** What happened before is not kept, in milliseconds since the epoch; null: everything is. */
  readonly oldest: number | null;
}

const VISIT_GAP_MS = 1_800_000;
/** What a server's own library calls itself says nothing about the person. */
const NO_AGENT = { device: "", browser: "", os: "", bot: null };

/** Something happened to somebody. Without `session` it belongs to no visit. */
export async function track({ projectId, body, bytes, oldest }: ServerRequest, door: Door) {
  const sent = check(TrackBody, body, TRACK_EXAMPLES);
  const now = door.clock();
  const ts = readServerTime(sent.timestamp, { now, oldest });
  const { visitorId } = await findSubject(door.persons, { projectId, subject: sent, traits: "" });
  const joins = sent.session === "latest" && (await isInVisit(door, { projectId, visitorId, ts }));
  const facts = { ...blankBody(), path: sent.path, hostname: sent.hostname, title: sent.title };
  const event = enrich(
    {
      kind: joins ? "custom" : "server",
      eventId: sent.eventId ?? null,
      name: sent.eventName,
      properties: sent.properties,
      body: facts,
    },
    { projectId, visitorId, ts, agent: NO_AGENT, acceptLanguage: undefined, origin: undefined },
  );
  const accepted = door.pipeline.accept([{ kind: "event", event }], bytes + EVENT_OVERHEAD_BYTES);
  door.counters.accept({ redated: false });
  await accepted;
  return { success: true, eventId: event.eventId, joinedSession: joins };
}

/** Whether the visitor's latest visit is still going on; a server's event prolongs a visit and opens none. */
async function isInVisit(
  { store }: Door,
  { projectId, visitorId, ts }: { projectId: string; visitorId: string; ts: number },
): Promise<boolean> {
  const { lastAt } = await lookUpVisits(store, { projectId, visitorId });
  return lastAt !== null && Math.abs(ts - lastAt) <= VISIT_GAP_MS;
}
