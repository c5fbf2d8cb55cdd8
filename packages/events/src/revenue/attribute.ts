import { DIRECT_CHANNEL, FACT_CODES } from "../facts.ts";
import type { QueryRow } from "../store.ts";
import { askFacts, type FactSource, MRR_KINDS, ofKinds, readSum, type Stretch, whole, within } from "./question.ts";

export const ATTRIBUTION_MODELS = ["last_non_direct", "first_touch", "last_touch", "linear"] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];

/** By what credit is given. */
export const CREDIT_GROUPS = ["channel", "campaign"] as const;
export type CreditGroup = (typeof CREDIT_GROUPS)[number];

export interface AttributionQuestion {
  readonly currency: string;
  readonly stretch: Stretch;
  readonly model: AttributionModel;
  /** How far back from the first payment a visit may lie. */
  readonly windowMs: number;
  readonly groupBy: CreditGroup;
}

const PARTS_OF_ONE = 1_000_000;

/** What a channel or campaign is credited with: whole customers, or by `linear` parts of them. */
export interface Credit {
  /** '' for visits without a campaign. */
  readonly name: string;
  /** Net revenue in the stretch, minor units; the parts of one customer add up to the whole. */
  readonly revenue: number;
  /** Customers whose first payment lies in the stretch. */
  readonly newCustomers: number;
  /** MRR at the end of the stretch, minor units. */
  readonly mrr: number;
  /** Customers who pay at the end, who paid at the start, and those of the latter who no longer do. */
  readonly paying: number;
  readonly payingAtStart: number;
  readonly lost: number;
}

/** Gives the revenue of customers to what brought them; those without a visit in the window are in no credit. */
export async function attribute(source: FactSource, question: AttributionQuestion): Promise<Credit[]> {
  const write = question.model === "linear" ? writeLinear : writeSingle;
  const rows = await askFacts(
    source,
    write(question),
    [question.currency, DIRECT_CHANNEL].slice(0, valuesOf(question)),
  );
  return rows.map(toCredit);
}

function valuesOf({ model }: AttributionQuestion): number {
  return model === "last_non_direct" ? 2 : 1;
}

/** What each customer has paid and pays; the columns that credits are made of, as numbers that are divided quickly. */
function writePaid({ stretch }: AttributionQuestion): string {
  const { charge, refund, first_payment } = FACT_CODES;
  const mrr = ofKinds(MRR_KINDS);
  return `select subject_id,
      cast(sum(case when kind = ${charge} and currency = $2 then amount when kind = ${refund} and currency = $2 then -amount else 0 end) as bigint) as revenue,
      cast(sum(case when kind = ${first_payment} then counted else 0 end) as bigint) as fresh,
      cast(sum(case when ${mrr} and currency = $2 then amount else 0 end) as bigint) as mrr,
      cast(sum(case when ${mrr} then counted else 0 end) as bigint) as active,
      cast(sum(case when ${mrr} and happened_at < ${whole(stretch.start)} then counted else 0 end) as bigint) as active_before
    from revenue_facts
    where project_key = $1 and (${mrr} and happened_at < ${whole(stretch.end)}
      or ${ofKinds(["charge", "refund", "first_payment"])} and ${within(stretch)})
    group by subject_id`;
}

/** The one touch that has the credit, told by its own columns. */
function writeSingle(question: AttributionQuestion): string {
  return `select t.${question.groupBy} as name, sum(revenue) as revenue_sum, sum(fresh) as fresh_sum, sum(mrr) as mrr_sum,
      sum(case when active > 0 then 1 else 0 end) as paying,
      sum(case when active_before > 0 then 1 else 0 end) as paying_before,
      sum(case when active_before > 0 and active <= 0 then 1 else 0 end) as lost
    from revenue_facts as t inner join (${writePaid(question)}) as paid on paid.subject_id = t.subject_id
    where ${writeTouches(question)} and ${writeModel(question)}
    group by t.${question.groupBy}`;
}

function writeTouches({ windowMs }: AttributionQuestion): string {
  return `t.project_key = $1 and t.kind = ${FACT_CODES.touch} and t.lead_ms >= 0 and t.lead_ms <= ${whole(windowMs)}`;
}

function writeModel({ model, windowMs }: AttributionQuestion): string {
  const isFirst = `t.lead_before_ms > ${whole(windowMs)}`;
  if (model === "first_touch" || model === "linear") return isFirst;
  if (model === "last_touch") return "t.from_end = 1";
  // Where every visit of the window was direct, the last of them has the credit.
  return `(t.from_end_non_direct = 1 or t.from_end = 1 and t.channel = $3 and t.non_direct_lead_ms > ${whole(windowMs)})`;
}

/**
 * Every touch has the same part, so a name has as many parts as touches; the first touch of the window knows how many
 * there are. Parts of revenue are cut to whole minor units and what is left over goes to the largest remainders, of equal
 * ones to the first name: what is cut is ranked apart, because most of the time goes into ranking and few have something cut.
 */
function writeLinear(question: AttributionQuestion): string {
  const { groupBy } = question;
  const part = (value: string) => `cast(${value} as double precision) / touches`;
  const partWhere = (condition: string) => `sum(case when ${condition} then ${part("parts")} else 0 end)`;
  return `with touched as (
      select t.subject_id as subject_id, t.${groupBy} as name, count(*) as parts
      from revenue_facts as t where ${writeTouches(question)} group by t.subject_id, t.${groupBy}
    ), counted_touches as (
      select t.subject_id as subject_id, t.from_end as touches
      from revenue_facts as t where ${writeTouches(question)} and ${writeModel(question)}
    ), shares as (
      select touched.subject_id as subject_id, name, parts, touches, fresh, mrr, active, active_before,
        case when revenue < 0 then -1 else 1 end as direction,
        case when revenue < 0 then -revenue else revenue end * parts as size
      from touched
        inner join counted_touches on counted_touches.subject_id = touched.subject_id
        inner join (${writePaid(question)}) as paid on paid.subject_id = touched.subject_id
    ), cut as (
      select name, direction, touches,
        row_number() over (partition by subject_id order by size % touches desc, name) as place,
        sum(size % touches) over (partition by subject_id order by size % touches desc, name
          rows between unbounded preceding and unbounded following) as remainders
      from shares where size % touches > 0
    ), added as (
      select name, sum(direction) as units from cut where place * touches <= remainders group by name
    ), summed as (
      select name, sum(direction * cast((size - size % touches) / touches as bigint)) as revenue,
        sum(${part("fresh * parts")}) as fresh_sum, sum(${part("mrr * parts")}) as mrr_sum,
        ${partWhere("active > 0")} as paying, ${partWhere("active_before > 0")} as paying_before,
        ${partWhere("active_before > 0 and active <= 0")} as lost
      from shares group by name
    )
    select summed.name as name, revenue + coalesce(units, 0) as revenue_sum, fresh_sum, mrr_sum, paying, paying_before, lost
    from summed left join added on added.name = summed.name`;
}

function toCredit(row: QueryRow): Credit {
  return {
    name: String(row.name),
    revenue: readSum(row.revenue_sum),
    newCustomers: readParts(row.fresh_sum),
    mrr: readParts(row.mrr_sum),
    paying: readParts(row.paying),
    payingAtStart: readParts(row.paying_before),
    lost: readParts(row.lost),
  };
}

/** A hundred tenths are ten, in whatever order an engine adds them up. */
function readParts(value: QueryRow[string] | undefined): number {
  return Math.round(readSum(value) * PARTS_OF_ONE) / PARTS_OF_ONE;
}
