import type { Plan } from "../plan.ts";
import type { Block } from "./blocks.ts";
import { quote, writeAggregate } from "./measured.ts";

/**
 * Takes out of the blocks what is needed for the shown rows alone, as blocks of their own. To tell visitors apart for
 * thousands of keys of which ten are shown takes most of the time of a list that is not ordered by visitors.
 */
export function deferVisitors(plan: Plan, blocks: readonly Block[]): { first: Block[]; later: Block[] } {
  const parted = blocks.map((block) => {
    const waiting = waitingOf(plan, block);
    const measures = block.measures.filter((measure) => !waiting.includes(measure));
    return { first: { ...block, measures }, later: { ...block, measures: waiting } };
  });
  return {
    first: parted.map(({ first }) => first),
    later: parted.map(({ later }) => later).filter(({ measures }) => measures.length > 0),
  };
}

function waitingOf({ keys, byBucket, order, limit }: Plan, { measures, overall }: Block): Block["measures"] {
  if (keys.length !== 1 || byBucket || order === undefined || limit === undefined || overall) return [];
  // What is counted in another way for the row over everything is no count of different visitors: it takes no time.
  const waiting = measures.filter(
    (measure) => measure.planned.measure === "visitors" && measure.planned.name !== order && !measure.overall,
  );
  // Something has to stay that says which keys there are.
  return waiting.length < measures.length ? waiting : [];
}

/** Joins to the rows of `shown` what was taken out of a block. */
export function joinLater({ rows, measures, allVisitors = rows }: Block, index: number, { totals }: Plan): string {
  const values = measures.map((measure) => `(${writeAggregate(measure)})::float8 as ${quote(measure.planned.name)}`);
  const [alias, list] = [`later_${index}`, values.join(", ")];
  const each = `select 0 as at_total, key_0 as at_key, ${list} from (${rows}) counted where key_0 in (select key_0 from shown where total = 0) group by key_0`;
  const all = totals ? ` union all select 1, null, ${list} from (${allVisitors}) counted` : "";
  return `left join (${each}${all}) ${alias} on ${alias}.at_total = shown.total and ${alias}.at_key is not distinct from shown.key_0`;
}
