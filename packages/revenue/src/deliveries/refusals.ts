import type { Database } from "@heliometer/db";
import { sql } from "kysely";

interface Refusal {
  readonly at: number;
  readonly reason: string;
}

/** Counts refused deliveries in memory, so that whoever sends them cannot make the database write. */
export interface Refusals {
  count(connectionId: string, refusal: Refusal): void;
  /** Adds what was counted to the connections. */
  write(db: Database): Promise<void>;
}

export function createRefusals(): Refusals {
  let counted = new Map<string, Refusal & { times: number }>();
  return {
    count(connectionId, refusal) {
      const times = (counted.get(connectionId)?.times ?? 0) + 1;
      counted.set(connectionId, { ...refusal, times });
    },
    async write(db) {
      const now = counted;
      counted = new Map();
      for (const [id, { times, at, reason }] of now) {
        await db
          .updateTable("revenue_connections")
          .set({ refused: sql`refused + ${times}`, last_refused_at: at, last_refused_reason: reason })
          .where("id", "=", id)
          .execute();
      }
    },
  };
}
