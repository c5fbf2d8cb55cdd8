import { emptyLabelOf, type Filter } from "@heliometer/analytics";
import type { Frame } from "../frame.ts";
import { filtersOf, type State } from "./state.ts";

/** The mark at the end of a text that was cut. */
const CUT_MARK = "…";
const CUT_CHARACTERS = 200;

export type FilterDimension = Filter["dimension"];

/** The filter that keeps what a row of a list stands for, by the text that the row shows. */
export function filterForLabel(dimension: FilterDimension, label: string, property?: string): Filter {
  const about = property === undefined ? { dimension } : { dimension, property };
  const isCut = label.endsWith(CUT_MARK) && [...label].length === CUT_CHARACTERS;
  if (isCut) return { ...about, operator: "starts_with", values: [label.slice(0, -CUT_MARK.length)] };
  return { ...about, operator: "is", values: [label === emptyLabelOf(dimension) ? "" : label] };
}

/** Whether the state filters by just this. */
export function hasFilter(state: State, filter: Filter): boolean {
  return filtersOf(state).some((each) => isSame(each, filter));
}

/** The filters with this one in them: it takes the place of another value of the same thing. */
export function withFilter(state: State, filter: Filter): State {
  const others = filtersOf(state).filter(
    (each) => !(isAboutSame(each, filter) && (each.operator ?? "is") === filter.operator),
  );
  return { filters: [...others, filter] };
}

/** The filters without this one. */
export function withoutFilter(state: State, filter: Filter): State {
  const others = filtersOf(state).filter((each) => !isSame(each, filter));
  return { filters: others.length === 0 ? undefined : others };
}

/** A filter in words: 'Country: France', 'Page starts with /blog'. */
export function filterInWords({ text, format }: Pick<Frame, "text" | "format">, filter: Filter): string {
  const { dimension, property, operator = "is", values } = filter;
  const name = property ?? text.dashboard.dimensions[dimension];
  const shown = values.map((value) => valueInWords({ text, format }, dimension, value)).join(", ");
  return operator === "is" ? `${name}: ${shown}` : `${name} ${text.operators[operator] ?? operator} ${shown}`;
}

/** A value as the reader calls it: the name of a country, the word for a kind of device. */
export function valueInWords(
  { text, format }: Pick<Frame, "text" | "format">,
  dimension: FilterDimension,
  value: string,
): string {
  if (value === "") return text.dashboard.empty[emptyLabelOf(dimension)] ?? text.dashboard.none;
  if (dimension === "country") return format.country(value);
  const words: Readonly<Record<string, string>> = text.dashboard.values;
  return dimension === "device" || dimension === "visitorType" ? (words[value] ?? value) : value;
}

function isAboutSame(one: Filter, other: Filter): boolean {
  return one.dimension === other.dimension && one.property === other.property;
}

function isSame(one: Filter, other: Filter): boolean {
  const alike = isAboutSame(one, other) && (one.operator ?? "is") === (other.operator ?? "is");
  return alike && JSON.stringify(one.values) === JSON.stringify(other.values);
}
