import type { EnrichedEvent, VisitFacts } from "@heliometer/events";
import { UNKNOWN_FACTS } from "../facts/unknown.ts";
import { type DayFigures, FACTS, type Fact, type FactFigure } from "./figures.ts";
import { type Journey, layOutJourneys } from "./journeys.ts";
import { type DayCounts, reconcile, type Shortfall } from "./reconcile.ts";
import { shuffle } from "./shuffle.ts";
import { chooseLengths, placeVisits } from "./times.ts";

export interface BuildOptions {
  readonly projectId: string;
  /** What ids begin with: the tool that the figures come from. */
  readonly prefix: string;
  /** First instant of the day and of the next one, milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

export interface BuiltDay {
  readonly events: EnrichedEvent[];
  readonly shortfalls: readonly Shortfall[];
}

/** A visit in the making. */
interface Visit extends Journey {
  /** Events that happened in it, by their place in the day's list. */
  readonly happened: DayEvent[];
  readonly facts: VisitFacts;
}

interface DayEvent {
  readonly name: string;
  readonly path: string;
  readonly properties: string;
}

/**
 * Makes visits of a day such that counted again they give the figures: visits, visitors, page views, bounces, time, and
 * each table by itself. Which source brought which country, or which page, no table says: such pairs are made as if they
 * had nothing to do with each other. The same figures give the same events with the same ids, whenever they are built.
 */
export function buildDay(figures: DayFigures, options: BuildOptions): BuiltDay {
  const { counts, shortfalls } = reconcile(figures);
  const laid = layOutJourneys(figures, counts);
  const facts = assignFacts(figures, counts.visits);
  const visits = laid.journeys.map<Visit>((journey, index) => ({
    ...journey,
    happened: [],
    facts: facts.visits[index] ?? UNKNOWN_FACTS,
  }));
  const homeless = spreadEvents(figures, visits);
  const { lengths, unplacedMs } = chooseLengths(
    visits.map(({ kind, paths, happened }) => (kind === "bounce" ? 1 : paths.length + happened.length)),
    { counts, dayMs: options.end - options.start },
  );
  const starts = placeVisits(lengths, counts.visitors, options);
  const hosts = createHosts(figures);
  const events = visits.flatMap((visit, index) =>
    eventsOf(visit, {
      options,
      hosts,
      index,
      start: starts[index] ?? options.start,
      lengthMs: lengths[index] ?? 0,
      counts,
      day: figures.day,
    }),
  );
  const unplaced = Math.round(unplacedMs / 1000);
  return {
    events: [
      ...events,
      ...homeless.map((event, index) => serverEvent(event, { options, index, counts, day: figures.day })),
    ],
    shortfalls: [
      ...shortfalls,
      ...laid.shortfalls,
      ...facts.shortfalls,
      ...(unplaced > 0 ? [{ what: "seconds of visit duration", by: unplaced }] : []),
    ],
  };
}

const FACT_NAMES: Readonly<Record<Fact, string>> = {
  origin: "visits by source",
  place: "visits by place",
  device: "visits by device",
  browser: "visits by browser",
  os: "visits by system",
  language: "visits by language",
};

/** What is known of each visit: every table dealt out by itself, in an order of its own. */
function assignFacts(figures: DayFigures, visits: number): { visits: VisitFacts[]; shortfalls: Shortfall[] } {
  const shortfalls: Shortfall[] = [];
  const columns = FACTS.map((fact) => {
    const dealt = figures.facts[fact].flatMap(({ facts, visits: count }: FactFigure) =>
      Array.from({ length: count }, () => facts),
    );
    if (dealt.length > visits) shortfalls.push({ what: FACT_NAMES[fact], by: dealt.length - visits });
    const unknown = Array.from({ length: Math.max(0, visits - dealt.length) }, () => ({}));
    return shuffle(
      [...shuffle(dealt, `${figures.day} ${fact} kept`).slice(0, visits), ...unknown],
      `${figures.day} ${fact}`,
    );
  });
  return {
    shortfalls,
    visits: Array.from({ length: visits }, (_, index) =>
      Object.assign({}, UNKNOWN_FACTS, ...columns.map((column) => column[index])),
    ),
  };
}

/**
 * Gives every event to a visit that is no bounce, those of one name to as many visits as the table has visitors; the
 * visits of a single page view come first, because an event is what makes them none of the bounces.
 * @returns the events of a day on which every visit is a bounce.
 */
function spreadEvents({ events }: DayFigures, visits: readonly Visit[]): DayEvent[] {
  const takers = [...visits.filter(({ kind }) => kind === "single"), ...visits.filter(({ kind }) => kind === "longer")];
  if (takers.length === 0) return events.flatMap((figure) => Array.from({ length: figure.events }, () => figure));
  const singles = visits.filter(({ kind }) => kind === "single").length;
  const spread = events.map((figure) => Math.max(1, Math.min(figure.visitors, figure.events, takers.length)));
  let missing = singles - spread.reduce((sum, count) => sum + count, 0);
  for (const [index, figure] of events.entries()) {
    if (missing <= 0) break;
    const more = Math.min(missing, Math.min(figure.events, takers.length) - (spread[index] ?? 1));
    spread[index] = (spread[index] ?? 1) + more;
    missing -= more;
  }
  let next = 0;
  for (const [index, { name, path, properties, events: times }] of events.entries()) {
    const width = spread[index] ?? 1;
    for (let time = 0; time < times; time += 1) {
      takers[(next + (time % width)) % takers.length]?.happened.push({ name, path, properties });
    }
    next += width;
  }
  return [];
}

/** Which host a page view belongs to: each page's hosts in turn, as often as the table says. */
function createHosts({ pages }: DayFigures): (path: string) => string {
  const left = new Map<string, { hostname: string; views: number }[]>();
  for (const { hostname, path, pageviews } of pages) {
    const hosts = left.get(path) ?? [];
    hosts.push({ hostname, views: pageviews });
    left.set(path, hosts);
  }
  return (path) => {
    const hosts = left.get(path) ?? [];
    while (hosts.length > 1 && hosts[0]?.views === 0) hosts.shift();
    const [host] = hosts;
    if (!host) return "";
    host.views -= 1;
    return host.hostname;
  };
}

interface Making {
  readonly options: BuildOptions;
  readonly day: string;
  readonly counts: DayCounts;
  readonly index: number;
}

function eventsOf(
  { paths, happened, facts }: Visit,
  making: Making & { readonly hosts: (path: string) => string; readonly start: number; readonly lengthMs: number },
): EnrichedEvent[] {
  const { index, counts, start, lengthMs, hosts } = making;
  const [first = "", ...others] = paths;
  const entryHost = hosts(first);
  const steps = [
    { name: "", path: first, properties: "", hostname: entryHost },
    ...happened.map((event) => ({ ...event, hostname: entryHost })),
    ...others.map((path) => ({ name: "", path, properties: "", hostname: hosts(path) })),
  ];
  const gaps = Math.max(1, steps.length - 1);
  return steps.map((step, place) => ({
    ...baseOf(making, `${index}.${place}`, index % counts.visitors),
    ...step,
    ts: start + Math.round((lengthMs * place) / gaps),
    kind: step.name === "" ? "pageview" : "custom",
    visit: facts,
  }));
}

/** An event of a day on which every visit was a bounce: as one that a server sends it counts and changes no visit. */
function serverEvent(event: DayEvent, making: Making): EnrichedEvent {
  const { options, index, counts } = making;
  const { name, path, properties } = event;
  return {
    ...baseOf(making, `e${index}`, counts.visitors === 0 ? 0 : index % counts.visitors),
    name,
    path,
    properties,
    hostname: "",
    ts: options.start,
    kind: "server",
    visit: UNKNOWN_FACTS,
  };
}

function baseOf({ options, day }: Making, place: string, visitor: number) {
  return {
    projectId: options.projectId,
    eventId: `import:${options.prefix}:${day}:${place}`,
    visitorId: `import:${options.prefix}:${day}:${visitor}`,
    title: "",
  };
}
