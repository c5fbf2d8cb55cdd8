import { askFacts, type FactSource, MRR_KINDS, ofKinds, readSum, type Stretch, whole } from "./question.ts";

/** How the paying customers of the start of a stretch have fared to its end. */
export interface CustomerCounts {
  /** Customers who paid at the start. */
  readonly atStart: number;
  /** Those of them who do not at the end. */
  readonly lost: number;
  /** What those who paid in the currency at the start pay at the end, in minor units a month. */
  readonly retainedMrr: number;
  /** Customers with MRR in the currency at the end. */
  readonly payers: number;
}

/** Counts customers over stretches, in their order. */
export async function countCustomers(
  source: FactSource,
  { currency, stretches }: { currency: string; stretches: readonly Stretch[] },
): Promise<CustomerCounts[]> {
  const instants = [...new Set(stretches.flatMap(({ start, end }) => [start, end]))];
  const last = Math.max(...instants);
  const states = instants.map((instant, index) => {
    const isBefore = instant === last ? "" : `happened_at < ${whole(instant)} and `;
    return `sum(case when ${isBefore}currency = $2 then amount else 0 end) as mrr_${index},
      sum(${instant === last ? "counted" : `case when happened_at < ${whole(instant)} then counted else 0 end`}) as active_${index}`;
  });
  const counts = stretches.map(({ start, end }, index) => {
    const [from, to] = [instants.indexOf(start), instants.indexOf(end)];
    return `sum(case when active_${from} > 0 then 1 else 0 end) as held_${index},
      sum(case when active_${from} > 0 and active_${to} <= 0 then 1 else 0 end) as lost_${index},
      sum(case when mrr_${from} > 0 then mrr_${to} else 0 end) as retained_${index},
      sum(case when mrr_${to} > 0 then 1 else 0 end) as payers_${index}`;
  });
  const [row] = await askFacts(
    source,
    `select ${counts.join(", ")}
     from (
       select subject_id, ${states.join(", ")}
       from revenue_facts
       where project_key = $1 and ${ofKinds(MRR_KINDS)} and happened_at < ${whole(last)}
       group by subject_id
     ) as customers`,
    [currency],
  );
  return stretches.map((_, index) => ({
    atStart: readSum(row?.[`held_${index}`]),
    lost: readSum(row?.[`lost_${index}`]),
    retainedMrr: readSum(row?.[`retained_${index}`]),
    payers: readSum(row?.[`payers_${index}`]),
  }));
}
