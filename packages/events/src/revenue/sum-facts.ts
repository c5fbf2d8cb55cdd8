import { FACT_KINDS, type FactKind } from "../facts.ts";
import { askFacts, type FactSource, ofKinds, readSum, whole } from "./question.ts";

/** What the facts of one kind and currency come to in one bucket. */
export interface FactSum {
  /** The place of the bucket between the edges; -1 for everything before the first. */
  readonly bucket: number;
  readonly kind: FactKind;
  /** '' for those that were not asked for, and of facts that have none. */
  readonly currency: string;
  /** Minor units of the currency. */
  readonly amount: number;
  readonly count: number;
}

export interface SumQuestion {
  readonly kinds: readonly FactKind[];
  /** Currencies that are told apart. */
  readonly currencies: readonly string[];
  /** Instants in order, each once: between two of them lies a bucket. What is not before the last is left out. */
  readonly edges: readonly number[];
  /** Leaves out what came before the first edge. */
  readonly onlyBetween?: boolean;
}

/** Adds up facts by kind, currency and bucket. Buckets without facts have no row. */
export async function sumFacts(source: FactSource, question: SumQuestion): Promise<FactSum[]> {
  const { kinds, currencies, edges, onlyBetween = false } = question;
  const [first = 0, last = first] = [edges[0], edges.at(-1)];
  const from = onlyBetween ? ` and happened_at >= ${whole(first)}` : "";
  const rows = await askFacts(
    source,
    `select bucket, kind, money, sum(amount) as amount_sum, sum(counted) as counted_sum
     from (
       select ${writeBucket(edges)} as bucket, kind, ${writeCurrency(currencies)} as money, amount, counted
       from revenue_facts
       where project_key = $1 and ${ofKinds(kinds)} and happened_at < ${whole(last)}${from}
     ) as bucketed
     group by bucket, kind, money`,
    currencies,
  );
  return rows.map((row) => ({
    bucket: Number(row.bucket),
    kind: FACT_KINDS[Number(row.kind) - 1] ?? "charge",
    currency: currencies[Number(row.money)] ?? "",
    amount: readSum(row.amount_sum),
    count: readSum(row.counted_sum),
  }));
}

/** The place of a currency in the list, behind its end for others: numbers are grouped faster than texts. */
function writeCurrency(currencies: readonly string[]): string {
  const places = currencies.map((_, place) => `when currency = $${place + 2} then ${place}`);
  return places.length === 0 ? "0" : `case ${places.join(" ")} else ${currencies.length} end`;
}

/** The bucket of an instant by halving: a thousand edges are ten comparisons. */
function writeBucket(edges: readonly number[], before = -1): string {
  const middle = Math.floor(edges.length / 2);
  const edge = edges[middle];
  if (edge === undefined) return whole(before);
  const earlier = writeBucket(edges.slice(0, middle), before);
  const later = writeBucket(edges.slice(middle + 1), before + middle + 1);
  return `case when happened_at < ${whole(edge)} then ${earlier} else ${later} end`;
}
