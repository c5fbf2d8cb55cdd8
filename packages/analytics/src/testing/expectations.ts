import type { Filter } from "../input/filters.ts";
import type { ReportName } from "../report.ts";
import { countryName } from "../shape/country.ts";
import { type Asked, currentStretch, filtersOf, previousStretch } from "./asked.ts";
import { seriesOf } from "./expected-series.ts";
import {
  countedRows,
  figuresOf,
  isBounce,
  type OracleEvent,
  type OracleSession,
  pageOf,
  propertyOf,
  ranked,
  rate,
  type Stretch,
  sessionText,
  visitorsOf,
} from "./oracle.ts";

type Rows = ReturnType<typeof countedRows>;

/** Reports about visits; those about money have an oracle of their own. */
export type VisitReportName = Exclude<ReportName, "revenue" | "revenue_timeseries" | "top_customers" | "channel_roi">;

/** The data that a report must have answered; `answered` is looked at for the buckets of a series alone. */
export const EXPECTATIONS: Readonly<Record<VisitReportName, (asked: Asked, answered: unknown) => unknown>> = {
  overview: (asked) => {
    const current = figuresOf(countedRows(asked.oracle, currentStretch(asked), filtersOf(asked)));
    const before = previousStretch(asked);
    if (!before) return { ...current, previous: null, change: null };
    const previous = figuresOf(countedRows(asked.oracle, before, filtersOf(asked)));
    const change = Object.entries(current).map(([name, now]) => [name, changeOf(now, Reflect.get(previous, name))]);
    return { ...current, previous, change: Object.fromEntries(change) };
  },
  timeseries: seriesOf,
  realtime: (asked) => realtimeOf(asked),
  pages: (asked) => pagesOf(asked, countedRows(asked.oracle, currentStretch(asked), filtersOf(asked))),
  sources: (asked) => sourcesOf(asked, countedRows(asked.oracle, currentStretch(asked), filtersOf(asked))),
  locations: (asked) => locationsOf(asked, countedRows(asked.oracle, currentStretch(asked), filtersOf(asked))),
  devices: (asked) => devicesOf(asked, countedRows(asked.oracle, currentStretch(asked), filtersOf(asked))),
  events: (asked) => eventsOf(asked),
  event_properties: (asked) => eventPropertiesOf(asked),
};

function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : rate(now - before, before);
}

function limitOf(asked: Asked): number {
  return Number(asked.input.limit);
}

function pagesOf(asked: Asked, rows: Rows) {
  const paths = new Set([
    ...rows.pageViews.map(({ source }) => source.path),
    ...rows.sessions.flatMap((session) => [pageOf(session, "entry"), pageOf(session, "exit")]),
  ]);
  paths.delete("");
  const views = new Map(Map.groupBy(rows.pageViews, ({ source }) => source.path));
  const all = [...paths].map((path) => ({
    path,
    title: titleOf(views.get(path) ?? []),
    ...pageFigures(views.get(path) ?? [], {
      entries: rows.sessions.filter((session) => pageOf(session, "entry") === path),
      exits: rows.sessions.filter((session) => pageOf(session, "exit") === path),
    }),
  }));
  const count = asked.input.sort as "pageViews";
  const visited = rows.sessions.filter((session) => pageOf(session, "entry") !== "");
  return {
    rows: ranked(all, { count, label: ({ path }) => path, limit: limitOf(asked) }),
    totals: pageFigures(rows.pageViews, { entries: visited, exits: visited }),
  };
}

function pageFigures(
  views: readonly OracleEvent[],
  { entries, exits }: { entries: readonly OracleSession[]; exits: readonly OracleSession[] },
) {
  return {
    pageViews: views.length,
    uniqueVisitors: visitorsOf(views),
    entries: entries.length,
    exits: exits.length,
    bounceRate: rate(entries.filter(isBounce).length, entries.length),
    avgTimeOnPage: null,
  };
}

function titleOf(views: readonly OracleEvent[]): string {
  const last = Math.max(...views.map(({ source }) => source.ts));
  const titles = views.filter(({ source }) => source.ts === last).map(({ source }) => source.title);
  return titles.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))).at(-1) ?? "";
}

/** Rows of everything that belongs to a visit, by a text of the visit. */
function bySession(rows: Rows, label: (session: OracleSession) => string): Map<string, Rows> {
  const labelOf = ({ session }: OracleEvent) => (session ? label(session) : null);
  const groups = new Map<string, Rows>();
  const keys = [...rows.activity.map(labelOf), ...rows.pageViews.map(labelOf), ...rows.sessions.map(label)];
  for (const key of new Set(keys.filter((name) => name !== null))) {
    groups.set(key, {
      sessions: rows.sessions.filter((session) => label(session) === key),
      pageViews: rows.pageViews.filter((event) => labelOf(event) === key),
      activity: rows.activity.filter((event) => labelOf(event) === key),
      custom: [],
    });
  }
  return groups;
}

/** A breakdown by visits leaves out events of servers, in its totals too. */
function withoutServers(rows: Rows): Rows {
  return { ...rows, activity: rows.activity.filter(({ session }) => session !== null) };
}

function sourcesOf(asked: Asked, rows: Rows) {
  const groupBy = asked.input.groupBy as "source" | "channel" | "campaign";
  const by = groupBy === "campaign" ? "utmCampaign" : groupBy;
  return { groupBy, ...figuresBy(asked, rows, { by, none: "(none)" }) };
}

function devicesOf(asked: Asked, rows: Rows) {
  const groupBy = asked.input.groupBy as "device" | "browser" | "os";
  return { groupBy, ...figuresBy(asked, rows, { by: groupBy, none: "Unknown" }) };
}

function figuresBy(asked: Asked, all: Rows, { by, none }: { by: Filter["dimension"]; none: string }) {
  const rows = withoutServers(all);
  const totals = figuresOf(rows);
  const groups = [...bySession(rows, (session) => sessionText(by, session))].map(([name, group]) => {
    const figures = figuresOf(group);
    return { name: name || none, ...figures, share: rate(figures.uniqueVisitors, totals.uniqueVisitors) };
  });
  const label = ({ name }: { name: string }) => (name === none ? "" : name);
  return { rows: ranked(groups, { count: "uniqueVisitors", label, limit: limitOf(asked) }), totals };
}

function locationsOf(asked: Asked, all: Rows) {
  const rows = withoutServers(all);
  const groupBy = asked.input.groupBy;
  const total = visitorsOf(rows.activity);
  const deeper = {
    ...(groupBy === "country" ? {} : { region: "Unknown" }),
    ...(groupBy === "city" ? { city: "Unknown" } : {}),
  };
  const groups = [...bySession(rows, (session) => sessionText("country", session))].map(([code, group]) => ({
    country: code === "" ? "Unknown" : countryName(code),
    countryCode: code === "" ? null : code,
    ...deeper,
    visitors: visitorsOf(group.activity),
    share: rate(visitorsOf(group.activity), total),
  }));
  const present = groups.filter(({ visitors }) => visitors > 0);
  const label = ({ countryCode }: { countryCode: string | null }) => countryCode ?? "";
  return {
    groupBy,
    rows: ranked(present, { count: "visitors", label, limit: limitOf(asked) }),
    totals: { visitors: total },
  };
}

function eventsOf(asked: Asked) {
  const property = (asked.input.property as string | undefined) ?? null;
  const labelOf = ({ source }: OracleEvent) => (property === null ? source.name : propertyOf(source, property));
  const before = previousStretch(asked);
  const rowsIn = (stretch: Stretch) =>
    countedRows(asked.oracle, stretch, filtersOf(asked)).custom.filter((event) => labelOf(event) !== "");
  const [now, then] = [rowsIn(currentStretch(asked)), before ? rowsIn(before) : []];
  const counts = (keep: (event: OracleEvent) => boolean) => ({
    count: now.filter(keep).length,
    uniqueVisitors: visitorsOf(now.filter(keep)),
    previousCount: before ? then.filter(keep).length : null,
  });
  const labels = [...new Set([...now, ...then].map(labelOf))];
  const groups = labels.map((label) => ({ label, ...counts((event) => labelOf(event) === label) }));
  const top = ranked(groups, { count: "count", label: ({ label }) => label, limit: limitOf(asked) });
  const named = property === null ? "name" : "value";
  const isUnknown = property !== null && top.length === 0;
  return {
    property,
    rows: top.map(({ label, ...rest }) => ({ [named]: label, ...rest })),
    totals: counts(() => true),
    ...(isUnknown && { properties: propertiesOf(asked, () => true) }),
  };
}

function eventPropertiesOf(asked: Asked) {
  const eventName = String(asked.input.eventName);
  return { eventName, rows: propertiesOf(asked, ({ source }) => source.name === eventName) };
}

function propertiesOf(asked: Asked, keep: (event: OracleEvent) => boolean) {
  const events = countedRows(asked.oracle, currentStretch(asked), filtersOf(asked)).custom;
  const names = events
    .filter(keep)
    .flatMap(({ source }) => (source.properties === "" ? [] : Object.keys(JSON.parse(source.properties))));
  const groups = [...Map.groupBy(names, (name) => name)].map(([property, all]) => ({ property, count: all.length }));
  return ranked(groups, { count: "count", label: ({ property }) => property, limit: limitOf(asked) });
}

function realtimeOf({ oracle, now }: Asked) {
  const stretch = { start: now + 1 - 5 * 60_000, end: now + 1 };
  const events = oracle.events.filter(({ source }) => source.ts >= stretch.start && source.ts < stretch.end);
  const topOf = (rows: readonly OracleEvent[], label: (event: OracleEvent) => string) => {
    const groups = [...Map.groupBy(rows, label)].map(([name, group]) => ({ name, visitors: visitorsOf(group) }));
    return ranked(groups, { count: "visitors", label: ({ name }) => name, limit: 10 });
  };
  const ofVisits = events.filter(({ session }) => session !== null);
  const textOf = (dimension: Filter["dimension"]) => (event: OracleEvent) =>
    event.session ? sessionText(dimension, event.session) : "";
  const views = events.filter(({ source }) => source.kind === "pageview");
  return {
    activeVisitors: visitorsOf(events),
    windowMinutes: 5,
    pages: topOf(views, ({ source }) => source.path).map(({ name, visitors }) => ({ path: name, visitors })),
    sources: topOf(ofVisits, textOf("source")),
    countries: topOf(ofVisits, textOf("country")).map(({ name, visitors }) => ({
      country: name === "" ? "Unknown" : countryName(name),
      countryCode: name === "" ? null : name,
      visitors,
    })),
  };
}
