import { askFacts, type FactSource, MRR_KINDS, ofKinds, whole } from "./question.ts";

/** From when to when facts are known, milliseconds since the epoch; null where there are none. */
export interface FactExtent {
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** In order. */
  readonly currencies: readonly string[];
}

/** Reads from when to when a project has facts about money, up to now: what is known to end later is not data yet. */
export async function readFactExtent(source: FactSource, now: number): Promise<FactExtent> {
  const kinds = ofKinds(["charge", "refund", "spend", ...MRR_KINDS]);
  const rows = await askFacts(
    source,
    `select currency, min(happened_at) as first_at, max(happened_at) as last_at from revenue_facts
     where project_key = $1 and ${kinds} and happened_at <= ${whole(now)}
     group by currency`,
  );
  if (rows.length === 0) return { firstAt: null, lastAt: null, currencies: [] };
  return {
    firstAt: Math.min(...rows.map((row) => Number(row.first_at))),
    lastAt: Math.max(...rows.map((row) => Number(row.last_at))),
    currencies: rows.map((row) => String(row.currency)).sort(),
  };
}
