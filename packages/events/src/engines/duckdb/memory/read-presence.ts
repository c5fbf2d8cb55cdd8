import type { DuckDBConnection } from "@duckdb/node-api";
import { KIND_CODES } from "../../../kinds.ts";
import { toId } from "../../../tables.ts";
import { createPresence, type Presence, type PresenceLength } from "./presence.ts";

/** Reads who was there from the tables; from then on the writer notes what it commits. */
export async function readPresence(connection: DuckDBConnection, length: PresenceLength): Promise<Presence> {
  const since = length.now() - length.lengthMs;
  const presence = createPresence(since, length);
  const visits = await connection.stream(
    `select project_id, session_id, visitor_id, started_at::double, last_event_at::double,
       last_activity_at::double, source, country
     from sessions where last_activity_at >= ${since}`,
  );
  for await (const chunk of visits) {
    for (const [
      projectId,
      sessionId,
      visitorId,
      startedAt,
      lastEventAt,
      lastActivityAt,
      source,
      country,
    ] of chunk.getRows()) {
      presence.noteVisit(String(projectId), {
        ...{ sessionId: toId(sessionId), visitorId: toId(visitorId) },
        ...{ startedAt: Number(startedAt), lastEventAt: Number(lastEventAt), lastActivityAt: Number(lastActivityAt) },
        texts: { source: String(source), country: String(country) },
      });
    }
  }
  const events = await connection.stream(
    `select project_id, ts::double, visitor_id, session_id, case when kind = ${KIND_CODES.pageview} then path end
     from events where ts >= ${since} and kind <> ${KIND_CODES.signal}`,
  );
  for await (const chunk of events) {
    for (const [projectId, ts, visitorId, sessionId, path] of chunk.getRows()) {
      presence.noteEvent(String(projectId), {
        ...{ at: Number(ts), visitorId: toId(visitorId), sessionId: toId(sessionId) },
        path: path === null || path === undefined ? null : String(path),
      });
    }
  }
  return presence;
}
