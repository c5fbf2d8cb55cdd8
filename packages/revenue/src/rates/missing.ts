import type { Database } from "@heliometer/db";

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
    ...(await missingSpend(db, { projectId, ...project })),
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

async function missingAmong(db: Database, table: "charges" | "refunds", { projectId, currency }: Of) {
  const rows = await db
    .selectFrom(table)
    .select(["currency", ({ fn }) => fn.countAll<number>().as("amounts")])
    .select(({ fn }) => [fn.min("at").as("firstAt"), fn.max("at").as("lastAt")])
    .where("project_id", "=", projectId)
    .where("status", "=", "succeeded")
    .where("currency", "!=", currency)
    .where("rate", "is", null)
    .groupBy("currency")
    .execute();
  return rows.map((row) => ({
    currency: row.currency,
    amounts: Number(row.amounts),
    firstAt: Number(row.firstAt),
    lastAt: Number(row.lastAt),
  }));
}

async function missingSpend(db: Database, { projectId, currency }: Of): Promise<MissingRate[]> {
  const rows = await db
    .selectFrom("spend")
    .select(["currency", ({ fn }) => fn.countAll<number>().as("amounts")])
    .select(({ fn }) => [fn.min("date").as("first"), fn.max("date").as("last")])
    .where("project_id", "=", projectId)
    .where("currency", "!=", currency)
    .where("rate", "is", null)
    .groupBy("currency")
    .execute();
  return rows.map((row) => ({
    currency: row.currency,
    amounts: Number(row.amounts),
    firstAt: Date.parse(row.first),
    lastAt: Date.parse(row.last),
  }));
}
