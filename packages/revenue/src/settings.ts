import { InvalidInput } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { revenueChanged } from "./changes.ts";
import type { RevenueContext } from "./context.ts";
import { markAllDirty } from "./dirty.ts";

/** Who gets the credit for a customer. */
export const ATTRIBUTION_MODELS = ["last_non_direct", "first_touch", "last_touch", "linear"] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];

/** What a project has decided about its money. */
export interface RevenueSettings {
  readonly attributionModel: AttributionModel;
  /** How long before the first payment a visit may lie to get credit, in days. */
  readonly windowDays: number;
  /** What is left of revenue after what was sold has been paid for: 0 to 100, in hundredths. */
  readonly grossMarginPercent: number;
  /** Whether discounts that end some day reduce MRR as well. */
  readonly finiteDiscounts: boolean;
}

/** What holds where a project has decided nothing. */
export const REVENUE_DEFAULTS: RevenueSettings = {
  attributionModel: "last_non_direct",
  windowDays: 30,
  grossMarginPercent: 100,
  finiteDiscounts: false,
};

/** Touches are kept for so many days before the first payment. */
export const WINDOW_DAYS_MAX = 90;
const BASIS_POINTS_PER_PERCENT = 100;

/** What a project has decided about its money. */
export async function readRevenueSettings(db: Database, projectId: string): Promise<RevenueSettings> {
  const row = await db
    .selectFrom("revenue_settings")
    .select(["attribution_model", "window_days", "margin_basis_points", "finite_discounts"])
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  if (!row) return REVENUE_DEFAULTS;
  return {
    attributionModel: ATTRIBUTION_MODELS.find((model) => model === row.attribution_model) ?? "last_non_direct",
    windowDays: row.window_days,
    grossMarginPercent: row.margin_basis_points / BASIS_POINTS_PER_PERCENT,
    finiteDiscounts: row.finite_discounts === 1,
  };
}

/**
 * Changes the settings that are named and leaves the others. Who may do so is the caller's question.
 * @throws InvalidInput when a value is out of range.
 */
export async function writeRevenueSettings(
  ctx: Pick<RevenueContext, "db" | "clock">,
  { projectId, ...changes }: Partial<RevenueSettings> & { projectId: string },
): Promise<RevenueSettings> {
  const now = ctx.clock();
  const settings = await inTransaction(ctx.db, async (tx) => {
    const before = await readRevenueSettings(tx, projectId);
    const after = { ...before, ...changes };
    checkSettings(after);
    const row = {
      attribution_model: after.attributionModel,
      window_days: after.windowDays,
      margin_basis_points: Math.round(after.grossMarginPercent * BASIS_POINTS_PER_PERCENT),
      finite_discounts: after.finiteDiscounts ? 1 : 0,
      updated_at: now,
    };
    await tx
      .insertInto("revenue_settings")
      .values({ project_id: projectId, ...row })
      .onConflict((conflict) => conflict.column("project_id").doUpdateSet(row))
      .execute();
    if (after.finiteDiscounts !== before.finiteDiscounts) await markAllDirty(tx, { projectId, now });
    return after;
  });
  revenueChanged.announce(ctx.db);
  return settings;
}

function checkSettings({ attributionModel, windowDays, grossMarginPercent }: RevenueSettings): void {
  if (!ATTRIBUTION_MODELS.includes(attributionModel)) {
    const rule = "is not a model of attribution.";
    throw new InvalidInput({
      field: "attributionModel",
      rule,
      received: attributionModel,
      allowed: ATTRIBUTION_MODELS,
    });
  }
  if (!Number.isInteger(windowDays) || windowDays < 1 || windowDays > WINDOW_DAYS_MAX) {
    const rule = `must be a whole number of days from 1 to ${WINDOW_DAYS_MAX}.`;
    throw new InvalidInput({ field: "windowDays", rule, received: windowDays, example: { windowDays: 30 } });
  }
  if (!(grossMarginPercent > 0 && grossMarginPercent <= 100)) {
    const rule = "must be a percentage above 0, at most 100.";
    const example = { grossMarginPercent: 80 };
    throw new InvalidInput({ field: "grossMarginPercent", rule, received: grossMarginPercent, example });
  }
}
