import { FIGURE_NAMES, type FigureName, type Filter, inputFromQuery, queryFromInput } from "@heliometer/analytics";

/** What the address of the dashboard may say, in the words of the reports and in this order; the rest is not ours. */
const FIELDS = [
  "period",
  "startDate",
  "endDate",
  "timezone",
  "filters",
  "compare",
  "interval",
  "metrics",
  "sort",
  "groupBy",
  "eventName",
  "property",
] as const;
type Field = (typeof FIELDS)[number];

const QUESTION_FIELDS = ["period", "startDate", "endDate", "timezone", "filters"] as const satisfies readonly Field[];
const RANGE_FIELDS = ["period", "startDate", "endDate"] as const satisfies readonly Field[];

/** Parameters of a report. */
export type Input = Readonly<Record<string, unknown>>;

/** What the dashboard shows. All of it stands in the page's address; nothing else is remembered. */
export type State = Readonly<Partial<Record<Field, unknown>>>;

/**
 * The state in a query string. An empty field is one that was not filled in.
 * @throws InvalidInput for what stands twice or is no JSON where there has to be some.
 */
export function readState(query: Input): State {
  const given = Object.entries(query).filter(([name, value]) => value !== "" && isField(name));
  return inputFromQuery(Object.fromEntries(given));
}

/** The query string of a state, with changes; undefined takes a field out. Begins with '?', or is empty. */
export function queryOf(state: State, changes: State = {}): string {
  const changed: State = { ...state, ...changes };
  const query = queryFromInput(Object.fromEntries(FIELDS.map((name) => [name, changed[name]])));
  return query === "" ? "" : `?${query}`;
}

/** The part of a state that every report takes: days, zone, filters. */
export function questionOf(state: State): Input {
  return pick(state, QUESTION_FIELDS);
}

/** The state without its days, to be joined with others. */
export function withoutDays(state: State): State {
  return { ...state, ...Object.fromEntries(RANGE_FIELDS.map((name) => [name, undefined])) };
}

/** What to compare with; nothing where the address does not say. */
export function compareOf({ compare }: State): Input {
  return compare === undefined ? {} : { compare };
}

/** The filters that the address names; empty where they are no list, which the reports refuse in words. */
export function filtersOf({ filters }: State): readonly Filter[] {
  return Array.isArray(filters) ? filters : [];
}

/** The figure that the chart shows: the first one of `metrics` that there is. */
export function figureOf({ metrics }: State): FigureName {
  const wanted: readonly unknown[] = Array.isArray(metrics) ? metrics : [];
  return FIGURE_NAMES.find((name) => name === wanted[0]) ?? "uniqueVisitors";
}

/** Which of these groupings the address names; the first of them where it names none. */
export function groupOf<Group extends string>({ groupBy }: State, groups: readonly [Group, ...Group[]]): Group {
  const named = namedGroups(groupBy);
  return groups.find((group) => named.includes(group)) ?? groups[0];
}

/** `groupBy` with one of these groupings chosen, those of other lists kept. */
export function chooseGroup(state: State, groups: readonly string[], chosen: string): State {
  const others = namedGroups(state.groupBy).filter((name) => !groups.includes(name));
  const all = chosen === groups[0] ? others : [...others, chosen];
  return { groupBy: all.length === 0 ? undefined : all.join(",") };
}

function namedGroups(groupBy: unknown): string[] {
  return typeof groupBy === "string" ? groupBy.split(",") : [];
}

function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name);
}

function pick(state: State, names: readonly Field[]): Input {
  return Object.fromEntries(names.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])));
}
