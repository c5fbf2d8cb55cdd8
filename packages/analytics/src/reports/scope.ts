import type { Filter } from "../input/filters.ts";
import type { Range } from "../time/range.ts";
import { rangeInWords } from "../time/words.ts";

/** Range and filters for a sentence: 'from 14 to 20 November 2026 (Europe/Paris), filtered by country'. */
export function scopeInWords(range: Range, filters: readonly Filter[]): string {
  const names = [...new Set(filters.map((filter) => filter.property ?? filter.dimension))];
  return `${rangeInWords(range)}${names.length > 0 ? `, filtered by ${names.join(" and ")}` : ""}`;
}
