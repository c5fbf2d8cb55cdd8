import {
  type Aliases,
  type HistoryEvents,
  type HistoryPart,
  notEmpty,
  PROGRESS_EVERY_ROWS,
  readHistory,
} from "../../history.ts";
import { selectAliasesOf } from "./aliases.ts";
import type { Connection } from "./connection.ts";
import { type Changes, NO_WAITING } from "./tables.ts";

/** Rows of one insert: large enough for the server, small enough to hold twice in memory. */
const INSERT_ROWS = 50_000;

export interface LoadInput {
  readonly events: HistoryEvents;
  readonly onProgress: ((stored: number) => void) | undefined;
  readonly write: (changes: Changes) => Promise<void>;
}

/** Writes a history by large inserts, one under way while the next is put together; resolves with the number of events. */
export async function loadHistory(connection: Connection, { events, onProgress, write }: LoadInput): Promise<number> {
  let stored = 0;
  let waiting: HistoryPart[] = [];
  let writing: Promise<void> = Promise.resolve();

  const flush = async () => {
    const parts = waiting;
    waiting = [];
    await writing;
    writing = write(toChanges(parts));
    // A failure is met at the next flush; until then it must not count as unhandled.
    writing.catch(() => undefined);
  };

  try {
    for await (const part of readHistory(events, (projectId) => claim(connection, projectId))) {
      waiting.push(part);
      if (waiting.reduce((sum, { events: rows }) => sum + rows.length, 0) >= INSERT_ROWS) await flush();
      const before = stored;
      stored += part.events.length;
      if (Math.floor(stored / PROGRESS_EVERY_ROWS) > Math.floor(before / PROGRESS_EVERY_ROWS)) onProgress?.(stored);
    }
    await flush();
    await writing;
  } catch (error) {
    // What is still on its way would arrive after the rest has been removed.
    await Promise.allSettled([writing]);
    throw error;
  }
  onProgress?.(stored);
  return stored;
}

function toChanges(parts: readonly HistoryPart[]): Changes {
  const sessions = parts.flatMap((part) => part.sessions);
  return {
    events: parts.flatMap((part) => part.events),
    changedEvents: [],
    sessions,
    removedSessions: [],
    latestVisits: sessions,
    waiting: NO_WAITING,
  };
}

async function claim(connection: Connection, projectId: string): Promise<Aliases> {
  const { rows } = await connection.read({
    text: "select 1 from events where project_id = {project:String} limit 1",
    values: { project: projectId.toWellFormed() },
  });
  if (rows.length > 0) throw notEmpty(projectId);
  return selectAliasesOf(connection, projectId);
}
