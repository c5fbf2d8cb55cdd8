import { type DimensionName, dimension } from "../dimensions.ts";
import { measured, partsFor, percent, type QuantityName } from "../metrics.ts";
import { ask, type Question } from "../question.ts";
import { cleanText } from "../shape/text.ts";
import { countOf, numberInWords } from "../shape/words.ts";
import { FIGURES, readFigures, reasonsFor } from "./figures.ts";
import { splitRows } from "./rows.ts";
import { scopeInWords } from "./scope.ts";

interface Ranking {
  readonly by: DimensionName;
  /** What a row is, for the sentence: 'channel', 'browser'. */
  readonly what: string;
  /** What it did, for the sentence: 'brought', 'has'. */
  readonly verb: string;
  readonly order: QuantityName;
  readonly limit: number;
}

/** The five figures of each value of a text that sessions carry, largest first, with the share of all visitors. */
export async function rankFigures(question: Question, { by, what, verb, order, limit }: Ranking) {
  const { none } = dimension(by);
  const found = await ask(question, {
    keys: ["name"],
    parts: partsFor([dimension(by)], FIGURES),
    totals: true,
    order,
    limit,
  });
  const { rows, total, totalRows } = splitRows(found);
  const visitors = measured("uniqueVisitors", total) ?? 0;
  const shown = rows.map((row) => ({
    name: cleanText(String(row.name)) || none,
    ...readFigures(row),
    share: percent(measured("uniqueVisitors", row) ?? 0, visitors),
  }));
  const totals = readFigures(total);
  const reasons = Object.assign(reasonsFor(totals, "totals."), ...shown.map((row) => reasonsFor(row, "rows.")));
  const scope = scopeInWords(question.range, question.filters);
  const top = shown[0];
  const summary = top
    ? `${countOf(visitors, "unique visitor")} from ${countOf(totalRows, what)} ${scope}; the first ${what} ${verb} ${numberInWords(top.uniqueVisitors)} of them.`
    : `No visitors ${scope}.`;
  return { rows: shown, totals, summary, extent: { shownRows: rows.length, totalRows, reasons } };
}
