import type { EnrichedEvent } from "@heliometer/events";
import { errorBody } from "../answer.ts";
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";
import { Refused } from "../refusals.ts";
import type { Door } from "../wire/door.ts";
import { type BatchItem, Unreadable } from "./batch-body.ts";
import { enrichBatchEvent, type ReadEvent, readBatchEvent } from "./batch-event.ts";
import { noteServerRefusal } from "./note-refusal.ts";
import { findSubject } from "./subject.ts";
import type { ServerRequest } from "./track.ts";

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

export const BATCH_PATH = "/api/v1/events/batch";

/** Takes what can be taken of a batch, in one piece, and says of each event what became of it. */
export async function acceptBatch({ projectId, items, bytes, oldest }: Batch, door: Door) {
  const read = createItemReader({ projectId, oldest }, door);
  const events: EnrichedEvent[] = [];
  const results: EventResult[] = [];
  for (const [index, item] of items.entries()) {
    try {
      if (item instanceof Unreadable) throw item.refusal;
      const made = await read(item);
      if ("bot" in made) {
        results.push({ index, status: "left_out", reason: made.bot });
        continue;
      }
      events.push(made);
      results.push({ index, status: "accepted", eventId: made.eventId });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      door.counters.refuse(error.reason);
      const text = item instanceof Unreadable ? item.text : JSON.stringify(item);
      noteServerRefusal(error, { projectId, kind: BATCH_PATH, body: Buffer.from(text) }, door);
      results.push({ index, status: "refused", error: errorBody(error.error) });
    }
  }
  await handOver(events, bytes, door);
  return { accepted: events.length, refused: results.filter(({ status }) => status === "refused").length, results };
}

/**
 * Takes one event of a batch that was refused before.
 * @throws Refused when it still cannot be taken.
 */
export async function acceptAlone({ projectId, body, bytes, oldest }: ServerRequest, door: Door) {
  const made = await createItemReader({ projectId, oldest }, door)(body);
  await handOver("bot" in made ? [] : [made], bytes, door);
  return made;
}

function createItemReader({ projectId, oldest }: Pick<Batch, "projectId" | "oldest">, door: Door) {
  const bounds = { now: door.clock(), oldest };
  const visitorOf = rememberVisitors(projectId, door);
  return async (item: Record<string, unknown>) => {
    const read = readBatchEvent(item, bounds);
    const visitorId = read.sent.userId || read.sent.email ? await visitorOf(read) : (read.sent.visitorId ?? "");
    return enrichBatchEvent(read, { projectId, visitorId, door });
  };
}

async function handOver(events: readonly EnrichedEvent[], bytes: number, door: Door): Promise<void> {
  if (events.length === 0) return;
  const entries = events.map((event) => ({ kind: "event", event }) as const);
  await door.pipeline.accept(entries, bytes + events.length * EVENT_OVERHEAD_BYTES);
  for (const _event of events) door.counters.accept({ redated: false });
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
