import type { ChargeRow, CustomerRow, Database } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import { convertMinor } from "../money/convert.ts";
import { createRates, type Rates } from "../money/rates.ts";
import { dayOf } from "../project/days.ts";
import { readProject, withRates } from "../project/read-terms.ts";
import type { Metadata } from "../records.ts";
import { customerSeal, openTexts } from "../sealed-texts.ts";
import { DEFAULT_CURRENCY } from "./bodies.ts";
import { keyOf, refundedOf } from "./charge-views.ts";
import { isActive, type SubscriptionView, viewSubscriptions } from "./subscription-views.ts";

/** A customer as the Revenue API answers it. Amounts: minor units; instants: ISO 8601. */
export interface CustomerView {
  readonly id: string;
  readonly externalCustomerId: string | null;
  /** Where it comes from: `api` for this API. */
  readonly provider: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly currency: string;
  /** Paid and not given back, in `currency`; null where a rate is missing. */
  readonly totalRevenue: number | null;
  /** The same in cents of the US dollar. */
  readonly totalRevenueUsd: number | null;
  readonly activeSubscriptions: number;
  readonly subscriptions: readonly SubscriptionView[];
  readonly metadata: Metadata | null;
  readonly createdAt: string | null;
}

const USD = "USD";

/** Customers of one project as the Revenue API answers them, in the order of the rows. */
export async function viewCustomers(ctx: RevenueContext, rows: readonly CustomerRow[]): Promise<CustomerView[]> {
  const [first] = rows;
  if (!first) return [];
  const owners = await ownersOf(ctx.db, rows);
  const { paid, rates } = await moneyOf(ctx, first.project_id, owners);
  const subscriptions = await subscriptionsOf(ctx, first.project_id, owners);
  return rows.map((row) => {
    const texts = openTexts(row.sealed, customerSeal(row.id), ctx.secret) as Partial<CustomerView>;
    const mine = subscriptions.get(row.id) ?? [];
    const currency = row.currency ?? DEFAULT_CURRENCY;
    const own = paid.get(row.id) ?? [];
    return {
      id: row.id,
      externalCustomerId: row.external_id,
      provider: row.provider,
      email: texts.email ?? null,
      name: texts.name ?? null,
      currency,
      totalRevenue: totalOf(own, currency, rates),
      totalRevenueUsd: totalOf(own, USD, rates),
      activeSubscriptions: mine.filter((each) => isActive(each, ctx.clock())).length,
      subscriptions: mine,
      metadata: texts.metadata ?? null,
      createdAt: row.created_at === null ? null : new Date(row.created_at).toISOString(),
    };
  });
}

/** What came of one charge. */
interface Paid {
  readonly net: number;
  readonly currency: string;
  /** The calendar day in the project's zone. */
  readonly date: string;
}

/** A missing rate is told, and not guessed: null. */
function totalOf(paid: readonly Paid[], to: string, rates: Rates): number | null {
  let total = 0;
  for (const { net, currency, date } of paid) {
    if (currency === to) total += net;
    else if (net !== 0) {
      const found = rates.find({ from: currency, to, date });
      if (!found) return null;
      total += convertMinor(net, { from: currency, to, rate: found.rate });
    }
  }
  return total;
}

/** To whom of the rows the money of which customers counts: to themselves, and to whoever has their address. */
async function ownersOf(db: Database, rows: readonly CustomerRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.map(({ id }) => id);
  const merged = await db
    .selectFrom("customers")
    .select(["id", "merged_into"])
    .where("project_id", "=", rows[0]?.project_id ?? "")
    .where("merged_into", "in", ids)
    .execute();
  return new Map([
    ...ids.map((id) => [id, id] as const),
    ...merged.map((row) => [row.id, row.merged_into ?? ""] as const),
  ]);
}

async function moneyOf(
  ctx: RevenueContext,
  projectId: string,
  owners: ReadonlyMap<string, string>,
): Promise<{ paid: ReadonlyMap<string, Paid[]>; rates: Rates }> {
  const charges: ChargeRow[] = await ctx.db
    .selectFrom("charges")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("customer_id", "in", [...owners.keys()])
    .where("status", "=", "succeeded")
    .execute();
  const refunded = await refundedOf(ctx.db, charges);
  const project = await readProject(ctx.db, { projectId, now: ctx.clock() });
  if (!project) return { paid: new Map(), rates: createRates([]) };
  const currencies = charges.map(({ currency }) => currency);
  const { rates } = await withRates(ctx.db, { projectId, project: { ...project, currency: USD }, currencies });
  const paid = new Map<string, Paid[]>();
  for (const charge of charges) {
    const owner = owners.get(charge.customer_id) ?? "";
    const net = charge.amount - (refunded.get(keyOf(charge)) ?? 0);
    const mine = paid.get(owner) ?? [];
    mine.push({ net, currency: charge.currency, date: dayOf(charge.at, project.timezone) });
    paid.set(owner, mine);
  }
  return { paid, rates };
}

async function subscriptionsOf(ctx: RevenueContext, projectId: string, owners: ReadonlyMap<string, string>) {
  const rows = await ctx.db
    .selectFrom("subscriptions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("customer_id", "in", [...owners.keys()])
    .orderBy("started_at")
    .orderBy("external_id")
    .execute();
  const views = await viewSubscriptions(ctx.db, rows, ctx.clock());
  return Map.groupBy(views, ({ customerId }) => owners.get(customerId) ?? "");
}
