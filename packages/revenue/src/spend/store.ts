import type { Clock } from "@heliometer/core";
import { type ColumnTypes, type Database, inTransaction, type SpendRow, upsertRows } from "@heliometer/db";
import { takeLedger } from "../apply/apply.ts";
import { revenueChanged } from "../changes.ts";
import { markDirty, spendSubject } from "../dirty.ts";
import { type Spend, spendKey } from "./row.ts";

/** What became of the rows of a request or file. */
export interface StoredSpend {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What spend is stored with. */
export interface SpendContext {
  readonly db: Database;
  readonly clock: Clock;
}

interface ProjectSpend {
  readonly projectId: string;
  /** No two of them have one key. */
  readonly rows: readonly Spend[];
}

/** Below the bound values that either engine takes in a statement. */
const KEYS_PER_STATEMENT = 1_000;

const COLUMNS: ColumnTypes<SpendRow> = {
  project_id: "text",
  row_key: "text",
  date: "text",
  channel: "text",
  source: "text",
  medium: "text",
  campaign: "text",
  campaign_id: "text",
  external_id: "text",
  currency: "text",
  amount: "bigint",
  impressions: "bigint",
  clicks: "bigint",
  rate: "text",
  rate_date: "text",
  updated_at: "bigint",
};
const SPEND = { table: "spend", columns: COLUMNS, key: ["project_id", "row_key"] } as const;

type Figures = Omit<SpendRow, "project_id" | "row_key" | "updated_at" | "rate" | "rate_date">;

/**
 * Stores rows of spend, all or none: the only write there is. A row whose key is known takes the place of the one before,
 * because platforms restate what they have told; a row that says the same again changes nothing.
 */
export async function storeSpend({ db, clock }: SpendContext, { projectId, rows }: ProjectSpend): Promise<StoredSpend> {
  const stored = await inTransaction(db, async (tx) => {
    await takeLedger(tx, projectId);
    const comparison = await compare(tx, { projectId, rows });
    const now = clock();
    const changed = comparison.changed.map(([key, figures]) => ({
      ...figures,
      project_id: projectId,
      row_key: key,
      // The rate of its day is found when its facts are derived.
      rate: null,
      rate_date: null,
      updated_at: now,
    }));
    await upsertRows(tx, SPEND, changed);
    await markDirty(tx, { projectId, subjects: comparison.days.map(spendSubject), now });
    return comparison.counts;
  });
  if (stored.created + stored.updated > 0) revenueChanged.announce(db);
  return stored;
}

/** How rows stand to what is stored, without storing them. */
export async function compareSpend(db: Database, spend: ProjectSpend): Promise<StoredSpend> {
  return (await compare(db, spend)).counts;
}

async function compare(db: Database, { projectId, rows }: ProjectSpend) {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const changed: [key: string, figures: Figures][] = [];
  const days = new Set<string>();
  for (let at = 0; at < rows.length; at += KEYS_PER_STATEMENT) {
    const sent = rows.slice(at, at + KEYS_PER_STATEMENT);
    const known = await findKnown(db, projectId, sent.map(spendKey));
    for (const row of sent) {
      const key = spendKey(row);
      const figures = toFigures(row);
      const before = known.get(key);
      const change = !before ? "created" : isSame(before, figures) ? "unchanged" : "updated";
      counts[change] += 1;
      if (change === "unchanged") continue;
      changed.push([key, figures]);
      // A row with an id may move to another day.
      for (const day of [figures.date, before?.date]) if (day) days.add(day);
    }
  }
  return { counts, changed, days: [...days] };
}

async function findKnown(
  db: Database,
  projectId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Figures>> {
  const known = await db
    .selectFrom("spend")
    .select(["row_key", "date", "channel", "source", "medium", "campaign", "campaign_id", "external_id", "currency"])
    .select(["amount", "impressions", "clicks"])
    .where("project_id", "=", projectId)
    .where("row_key", "in", keys)
    .execute();
  return new Map(known.map(({ row_key, ...figures }) => [row_key, figures]));
}

function toFigures({ campaignId, externalId, ...row }: Spend): Figures {
  return { ...row, campaign_id: campaignId, external_id: externalId === "" ? null : externalId };
}

function isSame(before: Figures, figures: Figures): boolean {
  return (Object.keys(figures) as (keyof Figures)[]).every((name) => before[name] === figures[name]);
}
