import type { Database, SubscriptionRow, SubscriptionStateRow } from "@heliometer/db";
import { BILLED } from "../mrr/prices.ts";
import type { Discount, SubscriptionItem } from "../records.ts";
import { externalIdsOf, keyOf } from "./charge-views.ts";

/** A subscription as the Revenue API answers it: what it is now. Amounts: minor units; instants: ISO 8601. */
export interface SubscriptionView {
  readonly id: string;
  readonly externalId: string;
  /** Where it comes from: `api` for this API. */
  readonly provider: string;
  readonly customerId: string;
  readonly externalCustomerId: string | null;
  readonly status: string;
  /** Of one unit of the first item and one interval. */
  readonly amount: number;
  readonly currency: string;
  readonly interval: string;
  readonly intervalCount: number;
  readonly quantity: number;
  readonly items: readonly SubscriptionItem[];
  readonly discount: Discount | null;
  readonly startedAt: string;
  readonly trialEnd: string | null;
  readonly canceledAt: string | null;
  readonly endedAt: string | null;
}

/** Counted as active: paid for, or owed. */
const ACTIVE: ReadonlySet<string> = new Set(["active", "past_due"]);

/** Whether a subscription counts as active at an instant. */
export function isActive({ status, startedAt, endedAt }: SubscriptionView, now: number): boolean {
  return ACTIVE.has(status) && Date.parse(startedAt) <= now && (endedAt === null || Date.parse(endedAt) > now);
}

/** Subscriptions as the Revenue API answers them, in the order of the rows. */
export async function viewSubscriptions(
  db: Database,
  rows: readonly SubscriptionRow[],
  now: number,
): Promise<SubscriptionView[]> {
  const customers = await externalIdsOf(db, rows);
  const states = await statesOf(db, rows);
  return rows.map((row) => {
    const state = stateAt(states.get(keyOf(row)) ?? [], now);
    const items = state ? itemsOf(state) : [];
    const [first] = items;
    return {
      id: row.external_id,
      externalId: row.external_id,
      provider: row.provider,
      customerId: row.customer_id,
      externalCustomerId: customers.get(row.customer_id) ?? null,
      status: state?.status ?? "incomplete",
      amount: first?.amount ?? 0,
      currency: state?.currency ?? "",
      interval: first?.interval ?? "month",
      intervalCount: first?.intervalCount ?? 1,
      quantity: first?.quantity ?? 0,
      items,
      discount: state && state.discount !== "" ? JSON.parse(state.discount) : null,
      startedAt: new Date(row.started_at).toISOString(),
      trialEnd: instantOf(row.trial_end),
      canceledAt: instantOf(row.canceled_at),
      endedAt: instantOf(row.ended_at),
    };
  });
}

/** Items as a source tells them, without what serves to work out what they cost at some time. */
function itemsOf({ items }: SubscriptionStateRow): SubscriptionItem[] {
  const told: SubscriptionItem[] = JSON.parse(items);
  return told.map(({ presumed: _presumed, billedAs: _billedAs, ...item }) => item);
}

/** The state that holds at an instant: the latest of those that have begun, or else the first to come. */
export function stateAt(states: readonly SubscriptionStateRow[], at: number): SubscriptionStateRow | undefined {
  return states.findLast((state) => state.at <= at) ?? states[0];
}

/** The states of subscriptions of one project in their order, by `keyOf`. */
export async function statesOf(
  db: Database,
  rows: readonly Pick<SubscriptionRow, "project_id" | "provider" | "external_id">[],
): Promise<ReadonlyMap<string, SubscriptionStateRow[]>> {
  const [first] = rows;
  if (!first) return new Map();
  const states = await db
    .selectFrom("subscription_states")
    .selectAll()
    .where("project_id", "=", first.project_id)
    .where("status", "!=", BILLED)
    .where("subscription_external_id", "in", [...new Set(rows.map(({ external_id }) => external_id))])
    .orderBy("at")
    .orderBy("seen_at")
    .orderBy("source_id")
    .execute();
  return Map.groupBy(states, ({ provider, subscription_external_id }) =>
    keyOf({ provider, external_id: subscription_external_id }),
  );
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
