import type { HashedSubject } from "./fact-rows.ts";
import { type RawRow, toId } from "./tables.ts";

/** The subjects whose version is above the stored one, and the ids of those among them that are stored in an older one. */
export function selectNewer(
  subjects: readonly HashedSubject[],
  stored: readonly RawRow[],
): { readonly newer: HashedSubject[]; readonly replaced: bigint[] } {
  const versions = new Map(stored.map((row) => [toId(row.subject_id), Number(row.version)]));
  const newer = subjects.filter(
    ({ subjectId, version }) => version > (versions.get(subjectId) ?? Number.NEGATIVE_INFINITY),
  );
  return { newer, replaced: newer.map(({ subjectId }) => subjectId).filter((id) => versions.has(id)) };
}
