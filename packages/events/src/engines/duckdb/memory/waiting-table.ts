import type { DuckDBConnection } from "@duckdb/node-api";
import { type HashedAmendment, keyOf } from "../../../amendments.ts";
import { toAmendment } from "../../../tables.ts";

/** The amendments that wait for what they speak of, by its id. */
export interface WaitingTable {
  of(subjectIds: Iterable<bigint>): HashedAmendment[];
  /** Whether there is room for more. */
  hasRoom(): boolean;
  /** Whether any is older than that. */
  hasBefore(at: number): boolean;
  add(amendments: readonly HashedAmendment[]): void;
  remove(amendments: readonly HashedAmendment[]): void;
  removeBefore(at: number): void;
  /** Gives the signs of a visitor to another one. */
  move(from: bigint, into: bigint): void;
}

/** About two hundred bytes each. */
const WAITING_MAX = 100_000;

/** Reads them from the tables. */
export async function readWaiting(connection: DuckDBConnection): Promise<WaitingTable> {
  const table = createWaitingTable();
  const reader = await connection.runAndReadAll("select * from waiting_amendments");
  table.add(reader.getRowObjects().map(toAmendment));
  return table;
}

function createWaitingTable(): WaitingTable {
  const bySubject = new Map<bigint, HashedAmendment[]>();
  let count = 0;
  let oldest = Number.POSITIVE_INFINITY;

  function replace(subjectId: bigint, kept: HashedAmendment[]): void {
    count += kept.length - (bySubject.get(subjectId)?.length ?? 0);
    if (kept.length === 0) bySubject.delete(subjectId);
    else bySubject.set(subjectId, kept);
  }

  function add(amendments: readonly HashedAmendment[]): void {
    for (const amendment of amendments) {
      replace(amendment.subjectId, [...(bySubject.get(amendment.subjectId) ?? []), amendment]);
      oldest = Math.min(oldest, amendment.at);
    }
  }

  return {
    of: (subjectIds) => [...new Set(subjectIds)].flatMap((id) => bySubject.get(id) ?? []),
    hasRoom: () => count < WAITING_MAX,
    hasBefore: (at) => oldest < at,
    add,
    remove: (amendments) => {
      const keys = new Set(amendments.map(keyOf));
      for (const subjectId of new Set(amendments.map((amendment) => amendment.subjectId))) {
        replace(
          subjectId,
          (bySubject.get(subjectId) ?? []).filter((amendment) => !keys.has(keyOf(amendment))),
        );
      }
    },
    removeBefore: (at) => {
      oldest = Number.POSITIVE_INFINITY;
      for (const [subjectId, waiting] of [...bySubject]) {
        const kept = waiting.filter((amendment) => amendment.at >= at);
        replace(subjectId, kept);
        for (const amendment of kept) oldest = Math.min(oldest, amendment.at);
      }
    },
    move: (from, into) => {
      const moved = (bySubject.get(from) ?? []).map((amendment) => ({ ...amendment, subjectId: into }));
      replace(from, []);
      add(moved);
    },
  };
}
