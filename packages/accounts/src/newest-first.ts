import { type RawBuilder, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { Id } from "./input.ts";

/** A place in a list that begins with the newest: the last row of the page before. `at`: milliseconds since the epoch. */
export const Place = z.strictObject({ at: z.number(), id: Id });
type Place = z.output<typeof Place>;

/** Holds for the rows after that place, in the order of instants and then of ids; for all of them where there is none. */
export function comesAfter(place: Place | undefined, columns: { at: string; id: string }): RawBuilder<SqlBool> {
  if (!place) return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`(${sql.ref(columns.at)}, ${sql.ref(columns.id)}) < (${place.at}, ${place.id})`;
}
