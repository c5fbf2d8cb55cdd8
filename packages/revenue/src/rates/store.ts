import { setImmediate } from "node:timers/promises";
import { type ColumnTypes, type Database, type ExchangeRateRow, inTransaction, upsertRows } from "@heliometer/db";
import { takeLedger } from "../apply/apply.ts";
import { revenueChanged } from "../changes.ts";
import { markAllDirty } from "../dirty.ts";
import type { SpendContext } from "../spend/store.ts";
import type { RateRow } from "./read-file.ts";

const COLUMNS: ColumnTypes<ExchangeRateRow> = {
  project_id: "text",
  base: "text",
  quote: "text",
  date: "text",
  rate: "text",
};
const RATES = { table: "exchange_rates", columns: COLUMNS, key: ["project_id", "base", "quote", "date"] } as const;

/** What became of the rates of a file. */
export interface StoredRates {
  /** Rates of a pair and day that had none. */
  readonly created: number;
  /** Rates that took the place of one that was known, or say the same. */
  readonly replaced: number;
}

/** A history of the ECB has two hundred thousand rates: whoever else needs the store gets a turn in between. */
const RATES_AT_ONCE = 5_000;

/**
 * Stores a project's exchange rates and has its money converted again. They are stored in portions; doing it once more
 * after a crash ends what was begun.
 */
export async function storeRates(
  { db, clock }: SpendContext,
  { projectId, rows }: { projectId: string; rows: readonly RateRow[] },
): Promise<StoredRates> {
  // Of a pair and day that a file states twice, the later line counts.
  const rates = [
    ...new Map(rows.map((row) => [`${row.base}${row.quote}${row.date}`, { ...row, project_id: projectId }])).values(),
  ];
  const before = await countRates(db, projectId);
  for (let at = 0; at < rates.length; at += RATES_AT_ONCE) {
    await upsertRows(db, RATES, rates.slice(at, at + RATES_AT_ONCE));
    await setImmediate();
  }
  const created = (await countRates(db, projectId)) - before;
  await inTransaction(db, async (tx) => {
    await takeLedger(tx, projectId);
    await markAllDirty(tx, { projectId, now: clock() });
  });
  revenueChanged.announce(db);
  return { created, replaced: rates.length - created };
}

/** How many rates a project has, and of which days. */
export async function describeRates(
  db: Database,
  projectId: string,
): Promise<{ count: number; firstDay: string | null; lastDay: string | null }> {
  const { first, last } = await db
    .selectFrom("exchange_rates")
    .select(({ fn }) => [fn.min("date").as("first"), fn.max("date").as("last")])
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  return { count: await countRates(db, projectId), firstDay: first, lastDay: last };
}

async function countRates(db: Database, projectId: string): Promise<number> {
  const { count } = await db
    .selectFrom("exchange_rates")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
