import type { RefusedRecord } from "@heliometer/accounts";
import type { Entry } from "../pipeline/entries.ts";
import type { RefusedEntry } from "../pipeline/isolate.ts";
import { ENTRY_KIND } from "../wire/resend.ts";

/** An entry that the event store refuses, as it is kept: it is acknowledged already, so that nobody sends it again. */
export function entryRecord({ entry, error }: RefusedEntry, at: number): RefusedRecord {
  const { projectId, visitorId } = subjectOf(entry);
  const detail = error instanceof Error ? error.message : String(error);
  return {
    projectId,
    at,
    reason: "store_refused",
    detail,
    kind: ENTRY_KIND,
    body: JSON.stringify(entry),
    isWhole: true,
    circumstances: "{}",
    visitorId,
  };
}

function subjectOf(entry: Entry): { projectId: string; visitorId: string | null } {
  if (entry.kind === "event") return entry.event;
  if (entry.kind === "merge") return { projectId: entry.merge.projectId, visitorId: entry.merge.from };
  const { amendment } = entry;
  return { projectId: amendment.projectId, visitorId: amendment.kind === "alive" ? amendment.visitorId : null };
}
