import { z } from "zod";
import { describeShape, type History, type Reading, type ReadObject } from "./provider.ts";

/**
 * History is taken for older than it is: an event of the same moment tells the same or more, and the clocks of two
 * machines differ.
 */
const OLDER_BY_MS = 60_000;

/** One kind of object of a history. */
interface HistoryStep {
  readonly read: ReadObject;
}

interface ListedPage {
  readonly data: readonly { readonly id: string }[];
  readonly hasMore: boolean;
}

/** A history out of lists whose pages begin behind the last id of the page before. */
export function historyOf<Step extends HistoryStep>(
  steps: Readonly<Record<string, Step>>,
  list: (step: Step, place: { name: string; position: string | null }) => Promise<ListedPage>,
): History {
  return {
    steps: Object.keys(steps),
    async readPage({ step: name, position, now }) {
      const step = steps[name];
      if (!step) throw new RangeError(`Unknown step: ${name}.`);
      const { data, hasMore } = await list(step, { name, position });
      const seenAt = now - OLDER_BY_MS;
      const readings: Reading[] = [];
      const faults: string[] = [];
      for (const object of data) {
        try {
          readings.push(step.read(object, { seenAt, sourceId: `backfill_${seenAt}_${object.id}` }));
        } catch (error) {
          if (!(error instanceof z.ZodError)) throw error;
          faults.push(`${object.id}: ${describeShape(error)}`);
        }
      }
      const next = hasMore ? (data.at(-1)?.id ?? null) : null;
      return { objects: data.length, reading: joinReadings(readings), faults, next };
    },
  };
}

/** What several objects say. */
export function joinReadings(readings: readonly Reading[]): Reading {
  return {
    records: readings.flatMap(({ records }) => records),
    parts: readings.flatMap(({ parts }) => parts),
  };
}
