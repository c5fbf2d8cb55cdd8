import { NEVER_MS } from "../fact-rows.ts";
import { FACT_CODES } from "../facts.ts";
import type { QueryRow } from "../store.ts";
import { askFacts, type FactSource, MRR_KINDS, ofKinds, readSum, type Stretch, whole, within } from "./question.ts";

/** A customer with what was paid. Amounts are minor units of the currency, instants milliseconds since the epoch. */
export interface CustomerFacts {
  /** The id without the word before it. */
  readonly customerId: string;
  /** Charges without refunds in the stretch. */
  readonly netRevenue: number;
  /** The same from the first charge to the end of the stretch. */
  readonly netRevenueToDate: number;
  /** At the end of the stretch, as the active subscriptions. */
  readonly mrr: number;
  readonly activeSubscriptions: number;
  /** Up to the end of the stretch. */
  readonly firstChargeAt: number | null;
  readonly lastChargeAt: number | null;
  /** Where the first visit on record came from; null without one. */
  readonly firstTouchSource: string | null;
}

export interface TopQuestion {
  readonly currency: string;
  readonly stretch: Stretch;
  readonly sort: "revenue" | "mrr";
  readonly limit: number;
}

/** The customers who paid most in a stretch, or pay most at its end, and how many customers there are in all. */
export async function findTopCustomers(
  source: FactSource,
  question: TopQuestion,
): Promise<{ customers: CustomerFacts[]; total: number }> {
  const ranked = await askFacts(source, writeRanking(question), [question.currency]);
  const ids = ranked.map((row) => BigInt(row.subject_id ?? 0));
  if (ids.length === 0) return { customers: [], total: 0 };
  const details = await askFacts(source, writeDetails(question, ids), [question.currency]);
  const detailOf = new Map(details.map((row) => [BigInt(row.subject_id ?? 0), row]));
  return { customers: ids.map((id) => toCustomer(detailOf.get(id))), total: Number(ranked[0]?.customers) };
}

function writeRanking({ stretch, sort, limit }: TopQuestion): string {
  const { charge } = FACT_CODES;
  const rows =
    sort === "revenue"
      ? `select subject_id, sum(case when kind = ${charge} then amount else -amount end) as worth
         from revenue_facts
         where project_key = $1 and ${ofKinds(["charge", "refund"])} and ${within(stretch)} and currency = $2
         group by subject_id`
      : `select subject_id, sum(amount) as worth
         from revenue_facts
         where project_key = $1 and ${ofKinds(MRR_KINDS)} and happened_at < ${whole(stretch.end)} and currency = $2
         group by subject_id having sum(amount) > 0`;
  return `with ranked as (${rows})
    select subject_id, worth, (select count(*) from ranked) as customers from ranked
    order by worth desc, subject_id limit ${whole(limit)}`;
}

function writeDetails({ stretch }: TopQuestion, ids: readonly bigint[]): string {
  const { charge, refund, subscription, touch } = FACT_CODES;
  const paid = `case when kind = ${charge} then amount when kind = ${refund} then -amount else 0 end`;
  return `select s.subject_id as subject_id, s.subject as subject, net, net_to_date, mrr, subscriptions, first_at, last_at, first_source
    from (
      select subject_id,
        sum(case when ${within(stretch)} and currency = $2 then ${paid} else 0 end) as net,
        sum(case when currency = $2 then ${paid} else 0 end) as net_to_date,
        sum(case when ${ofKinds(MRR_KINDS)} and currency = $2 then amount else 0 end) as mrr,
        sum(case when kind = ${subscription} then counted else 0 end) as subscriptions,
        min(case when kind = ${charge} then happened_at end) as first_at,
        max(case when kind = ${charge} then happened_at end) as last_at,
        max(case when kind = ${touch} and lead_before_ms = ${whole(NEVER_MS)} then source end) as first_source
      from revenue_facts
      where project_key = $1 and (happened_at < ${whole(stretch.end)} or kind = ${touch}) and subject_id in (${ids.join(", ")})
      group by subject_id
    ) as paid inner join revenue_subjects as s on s.subject_id = paid.subject_id`;
}

function toCustomer(row: QueryRow | undefined): CustomerFacts {
  const subject = String(row?.subject ?? "");
  return {
    customerId: subject.slice(subject.indexOf(":") + 1),
    netRevenue: readSum(row?.net),
    netRevenueToDate: readSum(row?.net_to_date),
    mrr: readSum(row?.mrr),
    activeSubscriptions: readSum(row?.subscriptions),
    firstChargeAt: readInstant(row?.first_at),
    lastChargeAt: readInstant(row?.last_at),
    firstTouchSource: typeof row?.first_source === "string" ? row.first_source : null,
  };
}

function readInstant(value: QueryRow[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
