import type { HashedSubject } from "../../fact-rows.ts";
import { selectNewer } from "../../select-newer.ts";
import { type Connection, toRawRows } from "./connection.ts";
import { toFactsInsert } from "./tables.ts";

/**
 * Replaces the facts of subjects. Each subject is one row, and of several rows the one with the highest version holds,
 * so a writer that is stopped anywhere leaves each subject as it was or as it has become. What is stored is looked at
 * first, because a row of the same version would take the place of the one that is there.
 */
export async function replaceFacts(connection: Connection, subjects: readonly HashedSubject[]): Promise<void> {
  const ids = subjects.map(({ subjectId }) => subjectId).join(", ");
  const answer = await connection.read({
    text: `select subject_id, max(version) as version from revenue_subjects where subject_id in (${ids}) group by subject_id`,
  });
  const { newer } = selectNewer(subjects, toRawRows(answer));
  if (newer.length > 0) await connection.insert(toFactsInsert(newer));
}
