import type { EnrichedEvent } from "@heliometer/events";
import { errorBody } from "../answer.ts";
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";
import { type RefusalReason, Refused } from "../refusals.ts";
import type { Door } from "../wire/door.ts";
import type { BatchItem } from "./batch-body.ts";
import { enrichBatchEvent, type ReadEvent, readBatchEvent } from "./batch-event.ts";
import { findSubject } from "./subject.ts";

/** What became of one event of a batch. */
type EventResult =
  | { readonly index: number; readonly status: "accepted"; readonly eventId: string }
  | { readonly index: number; readonly status: "left_out"; readonly reason: string }
  | { readonly index: number; readonly status: "refused"; readonly error: ReturnType<typeof errorBody> };

interface Batch {
  readonly projectId: string;
  readonly items: readonly BatchItem[];
  readonly bytes: number;
  readonly oldest: number | null;
}

/** Takes what can be taken of a batch, in one piece, and says of each event what became of it. */
export async function acceptBatch({ projectId, items, bytes, oldest }: Batch, door: Door) {
  const bounds = { now: door.clock(), oldest };
  const visitorOf = rememberVisitors(projectId, door);
  const events: EnrichedEvent[] = [];
  const results: EventResult[] = [];
  const refuse = (index: number, refused: Refused) => {
    note(refused.reason, projectId, door);
    results.push({ index, status: "refused", error: errorBody(refused.error) });
  };
  for (const [index, item] of items.entries()) {
    try {
      if (item instanceof Refused) throw item;
      const read = readBatchEvent(item, bounds);
      const visitorId = read.sent.userId || read.sent.email ? await visitorOf(read) : (read.sent.visitorId ?? "");
      const made = enrichBatchEvent(read, { projectId, visitorId, door });
      if ("bot" in made) {
        results.push({ index, status: "left_out", reason: made.bot });
        continue;
      }
      events.push(made);
      results.push({ index, status: "accepted", eventId: made.eventId });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(index, error);
    }
  }
  if (events.length > 0) {
    const entries = events.map((event) => ({ kind: "event", event }) as const);
    await door.pipeline.accept(entries, bytes + events.length * EVENT_OVERHEAD_BYTES);
    for (const _event of events) door.counters.accept({ redated: false });
  }
  return { accepted: events.length, refused: results.filter(({ status }) => status === "refused").length, results };
}

function note(reason: RefusalReason, projectId: string, { counters, refused }: Door): void {
  counters.refuse(reason);
  refused.count(projectId, reason);
}

/** Many events of a batch are about the same few people. */
function rememberVisitors(projectId: string, { persons }: Door): (read: ReadEvent) => Promise<string> {
  const known = new Map<string, string>();
  return async ({ sent: { userId, email, visitorId } }) => {
    const key = JSON.stringify([userId, email, visitorId]);
    const found =
      known.get(key) ??
      (await findSubject(persons, { projectId, subject: { userId, email, visitorId }, traits: "" })).visitorId;
    known.set(key, found);
    return found;
  };
}
