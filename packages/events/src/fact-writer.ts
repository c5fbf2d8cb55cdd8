import { type HashedSubject, hashSubjects, piecesOf } from "./fact-rows.ts";
import { createQueue } from "./queue.ts";
import type { EventStore } from "./store.ts";

export interface FactWriterParts {
  /** That many facts are written at once, or those of one subject that has more. */
  readonly factsMax: number;
  /** Writes a piece: each subject whole or not at all. */
  replace(subjects: readonly HashedSubject[]): Promise<void>;
}

/** What writes facts: beside batches of events, one piece after another. */
export interface FactWriter extends Pick<EventStore, "replaceFacts"> {
  /** Runs work while no facts are written. */
  paused<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Refuses what comes from now on with `reason`; ends when the piece under way is written. */
  close(reason: Error): Promise<void>;
}

export function createFactWriter({ factsMax, replace }: FactWriterParts): FactWriter {
  const inTurn = createQueue();
  let closed: Error | undefined;
  return {
    replaceFacts: async (subjects) => {
      for (const piece of piecesOf(hashSubjects(subjects), factsMax)) {
        if (closed) throw closed;
        await inTurn(() => replace(piece));
      }
    },
    paused: inTurn,
    close: async (reason) => {
      closed = reason;
      await inTurn(async () => undefined);
    },
  };
}
