import type { Journal } from "../journal/journal.ts";
import type { Segment } from "../journal/segments.ts";
import type { Written } from "../journal/writer.ts";
import type { Entry } from "./entries.ts";

/** What is acknowledged and not applied yet. */
export interface BacklogSize {
  /** Entries that were accepted by this process. */
  readonly entries: number;
  /** Bytes in the journal, those that the process before has left included. */
  readonly bytes: number;
}

/** Entries to be applied together. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Call it when they are applied. */
  done(): void;
}

/** Everything between the journal and the event store, in order. */
export interface Backlog {
  /** Takes over records that are on the disk; each carries the number of its entries. */
  add(segment: Segment, records: readonly Written<number>[]): void;
  /** Hears that a segment is finished. */
  seal(segment: Segment, soundBytes: number): void;
  /**
   * The next entries, at most about so many; null when there are none. Deletes segments that are applied. Rejects when a
   * segment cannot be read: after a few tries it is left where it is, for the next start, and the one behind it follows.
   */
  take(entriesMax: number): Promise<Batch | null>;
  /** Resolves when something was added or sealed since the last call to `take`. */
  changed(): Promise<void>;
  size(): BacklogSize;
}

/** What is known of one segment. */
interface Stretch {
  readonly segment: Segment;
  /** Null while it is still written. */
  soundBytes: number | null;
  /**
   * The entries of each request, as they stand in the journal: as objects they would take several times the room, and would
   * grow old in the heap. Null while they are on the disk alone.
   */
  waiting: Buffer[] | null;
  /** Whether what waits was read from the disk, and does not count as remembered. */
  isRead: boolean;
  entries: number;
  bytes: number;
  failedReads: number;
}

type BacklogJournal = Pick<Journal<number>, "left" | "read" | "remove" | "seal">;

/** Beyond this what is accepted stays on the disk alone and is read again when its turn has come. */
const MEMORY_BYTES_MAX = 8_388_608;
const READS_MAX = 5;

/** The backlog over a journal; `onStuck` hears of segments that cannot be deleted. */
export function createBacklog(
  journal: BacklogJournal,
  { memoryBytesMax = MEMORY_BYTES_MAX, onStuck }: { memoryBytesMax?: number; onStuck(error: unknown): void },
): Backlog {
  const stretches: Stretch[] = journal.left.map(({ segment, bytes }) => ({
    ...newStretch(segment, null),
    soundBytes: bytes,
    bytes,
  }));
  let memoryBytes = 0;
  let change = Promise.withResolvers<void>();

  function add(segment: Segment, records: readonly Written<number>[]): void {
    const stretch = stretchOf(segment);
    for (const { carried, payload } of records) {
      stretch.entries += carried;
      stretch.bytes += payload.length;
      if (!stretch.waiting) continue;
      stretch.waiting.push(payload);
      memoryBytes += payload.length;
    }
    // From the next segment on memory is spared.
    if (stretch.waiting && memoryBytes > memoryBytesMax) void journal.seal();
    change.resolve();
  }

  function stretchOf(segment: Segment): Stretch {
    const last = stretches.at(-1);
    if (last?.segment.number === segment.number) return last;
    const stretch = newStretch(segment, memoryBytes > memoryBytesMax / 2 ? null : []);
    stretches.push(stretch);
    return stretch;
  }

  function seal(segment: Segment, soundBytes: number): void {
    const stretch = stretches.find(({ segment: { number } }) => number === segment.number);
    if (stretch) stretch.soundBytes = soundBytes;
    change.resolve();
  }

  async function take(entriesMax: number): Promise<Batch | null> {
    change = Promise.withResolvers<void>();
    for (let stretch = stretches[0]; stretch; stretch = stretches[0]) {
      if (!stretch.waiting) {
        stretch.waiting = await read(stretch);
        stretch.isRead = true;
      }
      if (stretch.waiting.length > 0) return takeFrom(stretch, stretch.waiting, entriesMax);
      if (stretch.soundBytes === null) return null;
      stretches.shift();
      await journal.remove(stretch.segment).catch(onStuck);
    }
    return null;
  }

  async function read(stretch: Stretch): Promise<Buffer[]> {
    try {
      if (stretch.soundBytes === null) await journal.seal();
      return await journal.read(stretch.segment, stretch.soundBytes ?? 0);
    } catch (error) {
      stretch.failedReads += 1;
      if (stretch.failedReads >= READS_MAX) stretches.shift();
      throw error;
    }
  }

  function takeFrom(stretch: Stretch, waiting: Buffer[], entriesMax: number): Batch {
    const { entries, bytes } = splice(waiting, entriesMax);
    const done = () => {
      stretch.entries = Math.max(0, stretch.entries - entries.length);
      stretch.bytes = Math.max(0, stretch.bytes - bytes);
      if (!stretch.isRead) memoryBytes -= bytes;
    };
    return { entries, done };
  }

  return {
    add,
    seal,
    take,
    changed: () => change.promise,
    size: () => ({ entries: sum(stretches, "entries"), bytes: sum(stretches, "bytes") }),
  };
}

/** Takes entries from the front, at most about so many. */
function splice(waiting: Buffer[], entriesMax: number) {
  const entries: Entry[] = [];
  let [taken, bytes] = [0, 0];
  for (const payload of waiting) {
    if (entries.length >= entriesMax) break;
    entries.push(...(JSON.parse(payload.toString("utf8")) as Entry[]));
    bytes += payload.length;
    taken += 1;
  }
  waiting.splice(0, taken);
  return { entries, bytes };
}

function newStretch(segment: Segment, waiting: Stretch["waiting"]): Stretch {
  return { segment, soundBytes: null, waiting, isRead: false, entries: 0, bytes: 0, failedReads: 0 };
}

function sum(stretches: readonly Stretch[], what: "entries" | "bytes"): number {
  return stretches.reduce((total, stretch) => total + stretch[what], 0);
}
