import { sql } from "kysely";
import type { Stores } from "../context.ts";

export const REFUSED_KEPT_DAYS = 7;
const COUNTS_KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
/** Of each project: so many of one reason, so that a flood of one kind does not drive out the others … */
const EVENTS_OF_REASON_MAX = 1_000;
/** … and so many characters of bodies together, the newest first. */
const BODY_CHARACTERS_MAX = 8_000_000;

/** Deletes refused events that are older than a week or beyond what is kept of a project, and old counts. */
export async function sweepRefused({ db, clock }: Stores): Promise<void> {
  const now = clock();
  await db
    .deleteFrom("refused_events")
    .where("at", "<", now - REFUSED_KEPT_DAYS * DAY_MS)
    .execute();
  await db
    .deleteFrom("refused_counts")
    .where("day", "<", Math.floor(now / DAY_MS) - COUNTS_KEPT_DAYS)
    .execute();
  const ranked = db
    .selectFrom("refused_events")
    .select("id")
    .select(sql<number>`row_number() over (partition by project_id, reason order by at desc, id)`.as("place"))
    .select(sql<number>`sum(length(body)) over (partition by project_id order by at desc, id)`.as("characters"));
  await db
    .deleteFrom("refused_events")
    .where("id", "in", (from) =>
      from
        .selectFrom(ranked.as("ranked"))
        .select("ranked.id")
        .where((where) =>
          where.or([where("place", ">", EVENTS_OF_REASON_MAX), where("characters", ">", BODY_CHARACTERS_MAX)]),
        ),
    )
    .execute();
}
