import type { Filter, ReportName } from "@heliometer/analytics";
import { type FilterDimension, filterForLabel } from "./filters.ts";
import { chooseGroup, compareOf, figureOf, filtersOf, groupOf, type Input, questionOf, type State } from "./state.ts";

/** One row of a report: fields with texts and numbers. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A report and how it is asked. */
export interface Asked {
  report: ReportName;
  input: Input;
}

/** One of the lists that a card can show. */
interface View {
  name: string;
  /** How the state changes to show it. */
  choose: (state: State) => State;
}

/** A ranking on the dashboard: one report, shown by one of several groupings. */
export interface ListCard {
  views: readonly View[];
  /** The name of the view that the state asks for. */
  viewOf: (state: State) => string;
  ask: (state: State, view: string) => Asked;
  /** Field of the number that the rows are ranked by. */
  value: (view: string) => string;
  /** Field of the text of a row. */
  label: (view: string) => string;
  /** What clicking a row filters by. */
  filter: (row: Row, view: string, state: State) => Filter | null;
}

const SOURCE_GROUPS = ["source", "channel", "referrer", "campaign"] as const;
const PLACE_GROUPS = ["country", "region", "city"] as const;
const DEVICE_GROUPS = ["device", "browser", "os"] as const;
const PAGE_SORTS = ["pageViews", "entries", "exits"] as const;

const PAGE_DIMENSIONS: Readonly<Record<string, FilterDimension>> = { entries: "entryPage", exits: "exitPage" };
const SOURCE_DIMENSIONS: Readonly<Record<string, FilterDimension>> = {
  channel: "channel",
  source: "source",
  referrer: "referrer",
  campaign: "utmCampaign",
};

function grouped(groups: readonly [string, ...string[]]): Pick<ListCard, "views" | "viewOf"> {
  const views = groups.map((name) => ({ name, choose: (state: State) => chooseGroup(state, groups, name) }));
  return { views, viewOf: (state) => groupOf(state, groups) };
}

const byGroup = (report: ReportName) => (state: State, groupBy: string) => ({
  report,
  input: { ...questionOf(state), groupBy },
});

/** Every ranking, in the order in which they stand. */
const LIST_CARDS = {
  pages: {
    views: PAGE_SORTS.map((name) => ({ name, choose: () => ({ sort: name === "pageViews" ? undefined : name }) })),
    viewOf: ({ sort }) => PAGE_SORTS.find((name) => name === sort) ?? "pageViews",
    ask: (state, sort) => ({ report: "pages", input: { ...questionOf(state), sort } }),
    value: (view) => view,
    label: () => "path",
    filter: ({ path }, view) => filterForLabel(PAGE_DIMENSIONS[view] ?? "page", String(path)),
  },
  sources: {
    ...grouped(SOURCE_GROUPS),
    ask: byGroup("sources"),
    value: () => "uniqueVisitors",
    label: () => "name",
    filter: ({ name }, view) => filterForLabel(SOURCE_DIMENSIONS[view] ?? "source", String(name)),
  },
  locations: {
    ...grouped(PLACE_GROUPS),
    ask: byGroup("locations"),
    value: () => "visitors",
    label: (view) => view,
    filter: (row, view) => filterForPlace(row, view as (typeof PLACE_GROUPS)[number]),
  },
  devices: {
    ...grouped(DEVICE_GROUPS),
    ask: byGroup("devices"),
    value: () => "uniqueVisitors",
    label: () => "name",
    filter: ({ name }, view) => filterForLabel(view as (typeof DEVICE_GROUPS)[number], String(name)),
  },
  events: {
    views: [],
    viewOf: ({ property }) => (typeof property === "string" ? property : ""),
    ask: (state, property) => ({
      report: "events",
      input: {
        ...questionOf(state),
        ...namedEvent(state),
        ...(property === "" ? {} : { property }),
        ...compareOf(state),
      },
    }),
    value: () => "count",
    label: (property) => (property === "" ? "name" : "value"),
    filter: ({ name, value }, property) =>
      property === ""
        ? filterForLabel("eventName", String(name))
        : filterForLabel("eventProperty", String(value), property),
  },
} as const satisfies Record<string, ListCard>;

export type ListCardName = keyof typeof LIST_CARDS;
export const LIST_CARD_NAMES = Object.keys(LIST_CARDS) as readonly ListCardName[];

/** Reports about money: for roles that may see it, and never filtered, because a payment is no visit. */
const MONEY_CARD_NAMES = ["revenue", "revenueTrend", "customers", "roi"] as const;
type MoneyCardName = (typeof MONEY_CARD_NAMES)[number];
const ROI_GROUPS = ["channel", "campaign"] as const;

/** Every part of the dashboard that is a report of its own, and can be downloaded and asked for. */
export const CARD_NAMES = ["figures", "trend", "now", ...LIST_CARD_NAMES, ...MONEY_CARD_NAMES] as const;
export type CardName = (typeof CARD_NAMES)[number];

/** Whether a card is one of the rankings. */
export function isListCard(card: CardName): card is ListCardName {
  return (LIST_CARD_NAMES as readonly string[]).includes(card);
}

/** Whether a card is about money. */
export function isMoneyCard(card: CardName): card is MoneyCardName {
  return (MONEY_CARD_NAMES as readonly string[]).includes(card);
}

/** The ranking of that name. */
export function listCard(name: ListCardName): ListCard {
  return LIST_CARDS[name];
}

/** The report behind a card. */
export function askedBy(name: CardName, state: State): Asked {
  switch (name) {
    case "figures":
      return { report: "overview", input: { ...questionOf(state), ...compareOf(state) } };
    case "trend":
      return {
        report: "timeseries",
        input: { ...questionOf(state), ...intervalOf(state), metrics: trendFigures(state) },
      };
    case "now":
      return { report: "realtime", input: {} };
    case "revenue":
      return { report: "revenue", input: { ...rangeOf(state), ...compareOf(state) } };
    case "revenueTrend":
      return { report: "revenue_timeseries", input: { ...rangeOf(state), ...intervalOf(state) } };
    case "customers":
      return { report: "top_customers", input: rangeOf(state) };
    case "roi":
      return { report: "channel_roi", input: { ...rangeOf(state), groupBy: groupOf(state, ROI_GROUPS) } };
    default:
      return listCard(name).ask(state, listCard(name).viewOf(state));
  }
}

function rangeOf(state: State): Input {
  const { filters: _filters, ...range } = questionOf(state);
  return range;
}

/** The event whose properties are shown: the one that the address names, or that it filters by. */
export function eventOf(state: State): string | null {
  const { eventName } = state;
  if (typeof eventName === "string") return eventName;
  const filter = filtersOf(state).find(
    ({ dimension, operator = "is" }) => dimension === "eventName" && operator === "is",
  );
  return filter?.values.length === 1 ? (filter.values[0] ?? null) : null;
}

function namedEvent({ eventName }: State): Input {
  return eventName === undefined ? {} : { eventName };
}

function intervalOf({ interval }: State): Input {
  return interval === undefined ? {} : { interval };
}

/** The chosen figure first; visitors and page views stand in the table in any case. */
function trendFigures(state: State): string[] {
  return [...new Set([figureOf(state), "uniqueVisitors", "pageViews"])];
}

function filterForPlace(row: Row, group: (typeof PLACE_GROUPS)[number]): Filter | null {
  if (group !== "country") return filterForLabel(group, String(row[group]));
  const { countryCode } = row;
  return { dimension: "country", operator: "is", values: [typeof countryCode === "string" ? countryCode : ""] };
}
