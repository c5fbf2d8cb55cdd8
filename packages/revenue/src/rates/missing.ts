import type { Database } from "@heliometer/db";
import { sql } from "kysely";

/** Money of a currency that could not be converted into the project's, because no rate of its days is known. */
export interface MissingRate {
  readonly currency: string;
  /** Charges, refunds and rows of spend. */
  readonly amounts: number;
  /** Of the first and the last of them, in milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The currencies of which rates are missing, as far as facts have been derived; the most frequent one first. */
export async function listMissingRates(db: Database, projectId: string): Promise<MissingRate[]> {
  const project = await db
    .selectFrom("projects")
    .select("currency")
    .where("id", "=", projectId)
    .executeTakeFirstOrThrow();
  const found = [
    ...(await missingAmong(db, "charges", { projectId, ...project })),
    ...(await missingAmong(db, "refunds", { projectId, ...project })),
    ...(await missingAmong(db, "spend", { projectId, ...project })),
  ];
  const byCurrency = Map.groupBy(found, ({ currency }) => currency);
  return [...byCurrency]
    .map(([currency, parts]) => ({
      currency,
      amounts: parts.reduce((sum, part) => sum + part.amounts, 0),
      firstAt: Math.min(...parts.map(({ firstAt }) => firstAt)),
      lastAt: Math.max(...parts.map(({ lastAt }) => lastAt)),
    }))
    .toSorted((a, b) => b.amounts - a.amounts || (a.currency < b.currency ? -1 : 1));
}

interface Of {
  readonly projectId: string;
  readonly currency: string;
}

/** Where money is stored, and when it is of: an instant, or a calendar day. */
const PLACES = { charges: "at", refunds: "at", spend: "date" } as const;

async function missingAmong(
  db: Database,
  table: keyof typeof PLACES,
  { projectId, currency }: Of,
): Promise<MissingRate[]> {
  const counts = table === "spend" ? sql`true` : sql`status = 'succeeded'`;
  const at = sql.ref(PLACES[table]);
  const { rows } = await sql<Record<"currency" | "amounts" | "first" | "last", string | number>>`
    select currency, count(*) as amounts, min(${at}) as first, max(${at}) as last from ${sql.table(table)}
    where project_id = ${projectId} and currency <> ${currency} and rate is null and ${counts}
    group by currency`.execute(db);
  const instantOf = (value: string | number) => (table === "spend" ? Date.parse(String(value)) : Number(value));
  return rows.map((row) => ({
    currency: String(row.currency),
    amounts: Number(row.amounts),
    firstAt: instantOf(row.first),
    lastAt: instantOf(row.last),
  }));
}
