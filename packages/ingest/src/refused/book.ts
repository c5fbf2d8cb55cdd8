import type { RefusedCount, RefusedRecord } from "@heliometer/accounts";
import { BATCH_EVENTS_MAX } from "../limits.ts";

/** Writes what was refused; many at once. */
export type WriteRefused = (batch: {
  records: readonly RefusedRecord[];
  counts: readonly RefusedCount[];
}) => Promise<void>;

/** What projects were sent and did not get: counted always, kept as far as there is room. Nobody waits for it. */
export interface RefusedBook {
  /** Counts events of a project that were left out. */
  count(projectId: string, reason: string, events?: number): void;
  /** Counts an event and keeps it, so that it can be looked at and sent again. */
  keep(record: RefusedRecord): void;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Writes what waits, and nothing more by itself. */
  close(): Promise<void>;
}

export interface RefusedBookOptions {
  readonly write: WriteRefused;
  /** Told when what was refused could not be written: its counts are tried again, its events are let go. */
  onFailed(error: unknown): void;
  readonly writeEveryMs?: number;
}

const WRITE_EVERY_MS = 1_000;
/** What may wait to be written: one batch of which nothing was taken. A flood of nonsense is counted; a sample of it is kept. */
const RECORDS_MAX = BATCH_EVENTS_MAX;
const CHARACTERS_MAX = 2_000_000;

/** Starts an empty book. */
export function createRefusedBook({ write, onFailed, writeEveryMs = WRITE_EVERY_MS }: RefusedBookOptions): RefusedBook {
  let records: RefusedRecord[] = [];
  let characters = 0;
  let counts = new Map<string, RefusedCount>();
  let writing: Promise<void> = Promise.resolve();

  function count(projectId: string, reason: string, events = 1): void {
    const key = `${reason} ${projectId}`;
    const counted = counts.get(key);
    if (counted) counted.events += events;
    else counts.set(key, { projectId, reason, events });
  }

  function keep(record: RefusedRecord): void {
    count(record.projectId, record.reason);
    if (records.length >= RECORDS_MAX || characters + record.body.length > CHARACTERS_MAX) return;
    records.push(record);
    characters += record.body.length;
  }

  async function writeAll(): Promise<void> {
    if (counts.size === 0) return;
    const batch = { records, counts: [...counts.values()] };
    [records, characters, counts] = [[], 0, new Map()];
    try {
      await write(batch);
    } catch (error) {
      onFailed(error);
      for (const { projectId, reason, events } of batch.counts) count(projectId, reason, events);
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  const timer = setInterval(() => void flush(), writeEveryMs);
  timer.unref();
  return {
    count,
    keep,
    flush,
    close: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
