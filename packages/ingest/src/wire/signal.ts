import { enrich } from "../enrich/enrich.ts";
import { readTime } from "../enrich/time.ts";
import { blankBody } from "../events/read.ts";
import type { Entry } from "../pipeline/entries.ts";
import type { Door, Received } from "./door.ts";

/** What a page reports of itself. `properties`: an object that fits into the properties of an event. */
export interface Signal {
  readonly name: string;
  readonly visitorId: string;
  readonly eventId: string | null;
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly timestamp: number | null;
}

/** A signal as an entry: an event that belongs to no visit and is no sign of life. */
export function signalEntry(received: Received, signal: Signal, door: Pick<Door, "clock">): Entry {
  const { projectId, agent, acceptLanguage, origin, place } = received;
  const { name, visitorId, eventId, path } = signal;
  const { ts } = readTime(signal.timestamp, door.clock());
  const properties = JSON.stringify(signal.properties);
  const event = enrich(
    { kind: "signal", eventId, name, properties, body: { ...blankBody(), path } },
    { projectId, visitorId, ts, agent, acceptLanguage, origin, place },
  );
  return { kind: "event", event };
}
