import type { EnrichedEvent } from "@heliometer/events";
import { createDayCollection, type DayCollection } from "./days/collect.ts";
import type { Reading } from "./formats/format.ts";
import type { RecognisedExport } from "./recognise.ts";
import type { Refusals } from "./refusals.ts";

/** What is known of an export after it was read once. */
export interface Scan {
  readonly rows: ReadonlyMap<string, number>;
  /** How many of what was understood and is not brought. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly days: DayCollection;
  /** Of formats that carry events: how many, and the instants of the first and of the last one. */
  readonly events: { readonly count: number; readonly first: number; readonly last: number };
}

export interface ReadOptions {
  readonly projectId: string;
  readonly zone: string;
  readonly now: number;
  /** Bytes of the files read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** A sender's clock may be ahead by so much. */
const AHEAD_MS_MAX = 86_400_000;

/** Reads an export from beginning to end, without storing anything. `isWanted` says which events will be stored. */
export async function scanExport(
  found: RecognisedExport,
  options: ReadOptions & { readonly refusals: Refusals; readonly isWanted: (ts: number) => boolean },
): Promise<Scan> {
  const rows = new Map<string, number>();
  const leftOut = new Map<string, number>();
  const days = createDayCollection();
  const events = { count: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  const leaveOut = (what: string) => leftOut.set(what, (leftOut.get(what) ?? 0) + 1);
  let current = "";
  const reading: Reading = {
    projectId: options.projectId,
    zone: options.zone,
    onBytes: (bytes) => options.onBytes?.(bytes),
    onRow: ({ name }) => {
      current = name;
      rows.set(name, (rows.get(name) ?? 0) + 1);
    },
    refuse: ({ name }, line, reason) => options.refusals.refuse({ file: name, line, reason }),
    leaveOut,
  };
  for (const { file } of found.files) rows.set(file.name, 0);
  for await (const item of found.format.read(found.files, reading)) {
    if (item.kind === "figure") {
      const overlap = days.add(item.figure, current);
      if (overlap) leaveOut(overlap);
      continue;
    }
    const { ts } = item.event;
    if (ts > options.now + AHEAD_MS_MAX) leaveOut("events that lie in the future");
    else if (!options.isWanted(ts)) leaveOut("events outside the range");
    else {
      events.count += 1;
      events.first = Math.min(events.first, ts);
      events.last = Math.max(events.last, ts);
    }
  }
  return { rows, leftOut, days, events };
}

/** Reads the events of an export again, for storing: what was refused or left out the first time is so silently. */
export async function* readEvents(
  found: RecognisedExport,
  options: ReadOptions & { readonly isWanted: (ts: number) => boolean },
): AsyncGenerator<EnrichedEvent> {
  const silent = () => undefined;
  const reading: Reading = {
    projectId: options.projectId,
    zone: options.zone,
    onBytes: (bytes) => options.onBytes?.(bytes),
    onRow: silent,
    refuse: silent,
    leaveOut: silent,
  };
  for await (const item of found.format.read(found.files, reading)) {
    if (item.kind !== "event") continue;
    const { ts } = item.event;
    if (ts <= options.now + AHEAD_MS_MAX && options.isWanted(ts)) yield item.event;
  }
}
