import type { Block } from "./blocks.ts";

/** By which columns rows are grouped, and whether a row over everything comes with them. */
export interface Grouping {
  readonly groups: readonly string[];
  readonly totals: boolean;
}

/** The measures of a block: a row for each group with `total` = 0 and, where asked for, one over everything with 1. */
export function writeMeasured(block: Block, { groups, totals }: Grouping): string {
  const hasTotals = totals && groups.length > 0;
  if (!hasTotals || !block.overall) return writeGroups(block, { groups, totals: hasTotals });
  const names = block.measures.map(({ planned }) => quote(planned.name));
  const overall = ["1 as total", ...groups.map((group) => `null as ${group}`), ...names].join(", ");
  return `${writeGroups(block, { groups, totals: false })}
union all select ${overall} from (${writeGroups(block.overall, { groups: [], totals: false })}) everything`;
}

function writeGroups({ rows, measures }: Block, { groups, totals }: Grouping): string {
  const total = totals ? `grouping(${groups[0]})` : "0";
  const values = measures.map((measure) => {
    const { planned, overall } = measure;
    const each = writeAggregate(measure);
    const value =
      totals && overall
        ? `case when ${total} = 1 then ${writeAggregate({ planned, aggregate: overall })} else ${each} end`
        : each;
    return `(${value})::float8 as ${quote(planned.name)}`;
  });
  const list = groups.join(", ");
  const by = totals ? `grouping sets ((${list}), ())` : list;
  const groupBy = groups.length > 0 ? ` group by ${by}` : "";
  return `select ${[`${total} as total`, ...groups, ...values].join(", ")} from (${rows}) counted${groupBy}`;
}

/** The aggregate of a measure, over the rows of its bucket if it is about one. */
export function writeAggregate({
  planned,
  aggregate,
}: Pick<Block["measures"][number], "planned" | "aggregate">): string {
  return planned.bucket === undefined
    ? aggregate
    : `${aggregate} filter (where bucket = ${Math.trunc(planned.bucket)})`;
}

/** A name of a report's own, as a column: quoted, so that its capitals stay, and never anything but letters and digits. */
export function quote(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new RangeError(`Not a name of a column: ${name}`);
  return `"${name}"`;
}
