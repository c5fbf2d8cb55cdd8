import type { HashedErasure } from "../erasures.ts";
import { NO_VISIT_BEFORE } from "../tables.ts";

/** What an erasure does, statement by statement; $1 is the project, $2 the visitor or the instant where there is one. */
export interface ErasingStatements {
  /** What is done first, while everything is still there. */
  readonly before: readonly string[];
  /** The condition on events, wherever an engine keeps them. */
  readonly ofEvents: string;
  readonly sessions: string;
  readonly after: readonly string[];
  readonly values: readonly (string | bigint)[];
}

const OLD_SESSIONS = "select session_id from sessions where project_id = $1 and last_activity_at < $2";
/** A visit has no event after its last activity. */
const OLD_EVENTS = `project_id = $1 and ts < $2 and (session_id = 0 or session_id in (${OLD_SESSIONS}))`;

const PROJECT = {
  before: [],
  ofEvents: "project_id = $1",
  sessions: "delete from sessions where project_id = $1",
  after: [
    "delete from visitor_aliases where project_id = $1",
    "delete from waiting_amendments where project_id = $1",
    "delete from revenue_facts where subject_id in (select subject_id from revenue_subjects where project_id = $1)",
    "delete from revenue_subjects where project_id = $1",
  ],
};

const VISITOR = {
  before: [],
  ofEvents: "project_id = $1 and visitor_id = $2",
  sessions: "delete from sessions where project_id = $1 and visitor_id = $2",
  after: [
    "delete from visitor_aliases where project_id = $1 and canonical_id = $2",
    "delete from waiting_amendments where project_id = $1 and subject_id = $2",
  ],
};

const BEFORE = {
  before: [
    `update sessions set prev_at = ordered.prev_at
     from (
       select session_id, lag(started_at, 1, ${NO_VISIT_BEFORE}::bigint) over (partition by visitor_id order by started_at, first_event_id) as prev_at
       from sessions
       where project_id = $1 and last_activity_at >= $2
         and visitor_id in (select visitor_id from sessions where project_id = $1 and last_activity_at < $2)
     ) as ordered
     where sessions.session_id = ordered.session_id and sessions.prev_at is distinct from ordered.prev_at`,
    `delete from visitor_aliases
     where project_id = $1 and canonical_id in (select visitor_id from events where ${OLD_EVENTS})
       and canonical_id not in (select visitor_id from events where project_id = $1 and not (${OLD_EVENTS}))`,
  ],
  ofEvents: OLD_EVENTS,
  sessions: "delete from sessions where project_id = $1 and last_activity_at < $2",
  after: ["delete from waiting_amendments where project_id = $1 and received_at < $2"],
};

/** The statements of an erasure, of a canonical visitor where it is one. */
export function writeErasure(erasure: HashedErasure): ErasingStatements {
  switch (erasure.kind) {
    case "visitor":
      return { ...VISITOR, values: [erasure.projectId, erasure.visitorId] };
    case "before":
      return { ...BEFORE, values: [erasure.projectId, BigInt(erasure.before)] };
    case "project":
      return { ...PROJECT, values: [erasure.projectId] };
  }
}
