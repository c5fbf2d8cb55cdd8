import type { PoolClient } from "pg";
import {
  type Aliases,
  type HistoryEvents,
  type HistoryPart,
  notEmpty,
  PROGRESS_EVERY_ROWS,
  readHistory,
} from "../../history.ts";
import { EVENTS, SESSIONS } from "../../tables.ts";
import { selectAliasesOf } from "./aliases.ts";
import { tryLockProject } from "./locks.ts";
import type { Partitions } from "./partitions.ts";
import { copyRows } from "./write-rows.ts";

export interface LoadInput {
  readonly events: HistoryEvents;
  readonly onProgress: ((stored: number) => void) | undefined;
  readonly partitions: Partitions;
  /** Asked outside the transaction, which would otherwise keep every partition from being added until its end. */
  hasEvents(projectId: string): Promise<boolean>;
}

/**
 * Loads a history inside the client's transaction. While one part is on its way to the server the next one is made, so
 * memory holds two of them.
 */
export async function loadHistory(client: PoolClient, input: LoadInput): Promise<number> {
  let stored = 0;
  let writing: Promise<void> = Promise.resolve();
  for await (const part of readHistory(input.events, (projectId) => claim(client, projectId, input))) {
    await input.partitions.ensure(part.events.map(({ event }) => event.source.ts));
    await writing;
    writing = writePart(client, part);
    // A failure is told by the next wait for it; until then nobody else listens.
    writing.catch(() => undefined);
    stored += part.events.length;
    if (stored % PROGRESS_EVERY_ROWS === 0) input.onProgress?.(stored);
  }
  await writing;
  input.onProgress?.(stored);
  return stored;
}

/** Waiting for the lock could never end well: whoever has it is putting events into the project. */
async function claim(client: PoolClient, projectId: string, { hasEvents }: LoadInput): Promise<Aliases> {
  const isFree = await tryLockProject(client, projectId);
  if (!isFree || (await hasEvents(projectId))) throw notEmpty(projectId);
  return selectAliasesOf(client, projectId);
}

async function writePart(client: PoolClient, part: HistoryPart): Promise<void> {
  await copyRows(client, EVENTS, part.events);
  await copyRows(client, SESSIONS, part.sessions);
}
