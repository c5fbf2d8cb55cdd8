import type { EnrichedEvent } from "@heliometer/events";
import { createRandom, drawFrom, type Random } from "./random.ts";
import { drawHappening, drawOrigin, drawPage, drawPerson, type Happening, type Page } from "./vocabulary.ts";

/** Changes whenever the same options make other events, so that what was loaded before is not taken for the same. */
export const GENERATOR_VERSION = 1;
export const HISTORY_SEED = 20_261_120;

export interface HistoryOptions {
  readonly seed: number;
  /** Instants in milliseconds since the epoch, half-open. */
  readonly from: number;
  readonly to: number;
  /** About how many. */
  readonly events: number;
  /** Ids of projects, the first of which gets 80 % of the visits; alone it gets all. */
  readonly projectIds: readonly string[];
}

const FIRST_PROJECT_SHARE = 0.8;
const KNOWN_VISITOR_SHARE = 0.35;
/** How many of the latest visitors of a project may come again. */
const RECENT_VISITORS = 250_000;
const CUSTOM_EVENT_SHARE = 0.05;
const PAGES_MAX = 20;
const BOUNCE_SHARE = 0.42;
const STOP_AFTER_EACH_PAGE = 0.3;
const PAUSE_MS_MIN = 3_000;
const PAUSE_MS_MEAN = 45_000;
const PAUSE_MS_MAX = 1_500_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Traffic of the hours of a day, UTC: a quiet night, a full afternoon. */
const HOUR_WEIGHTS = [3, 2, 2, 2, 3, 4, 6, 8, 10, 11, 11, 11, 11, 12, 12, 12, 11, 10, 10, 11, 11, 9, 7, 5];

const LENGTHS = Array.from({ length: PAGES_MAX }, (_, index) => ({
  pages: index + 1,
  share: shareOfLength(index + 1),
}));
const drawLength = drawFrom(LENGTHS, ({ share }) => share);
const LENGTHS_TOTAL = LENGTHS.reduce((sum, { share }) => sum + share, 0);
const PAGES_PER_VISIT = LENGTHS.reduce((sum, { pages, share }) => sum + pages * share, 0) / LENGTHS_TOTAL;
const EVENTS_PER_VISIT = PAGES_PER_VISIT / (1 - CUSTOM_EVENT_SHARE);
const HAPPENINGS_PER_PAGE = CUSTOM_EVENT_SHARE / (1 - CUSTOM_EVENT_SHARE);

/**
 * Events in the order of time: visits of 1 to 20 page views of 2,000 pages, 35 % of them by visitors who were here
 * before, 5 % of the events custom ones. Nothing depends on the clock or on chance beyond the seed.
 */
export function* generateHistory(options: HistoryOptions): Generator<EnrichedEvent, void, undefined> {
  const { from, to, events } = options;
  const play = createPlay(options);
  const hours = listHours(from, to);
  const totalWeight = hours.reduce((sum, { weight }) => sum + weight, 0);
  const random = createRandom(options.seed);
  const { keep, take } = createCalendar(from);
  let owed = 0;
  for (const { start, end, weight } of hours) {
    for (let minute = start; minute < end; minute += MINUTE_MS) {
      const length = Math.min(MINUTE_MS, end - minute);
      owed += ((events / EVENTS_PER_VISIT) * weight * length) / ((end - start) * totalWeight);
      for (; owed >= 1; owed -= 1) {
        for (const event of play(minute + random.below(length), random)) keep(event);
      }
      yield* take(minute).filter(({ ts }) => ts < to);
    }
  }
}

interface Hour {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** Full hours counted from `from`; the last one may be shorter. */
function listHours(from: number, to: number): Hour[] {
  return Array.from({ length: Math.ceil((to - from) / HOUR_MS) }, (_, index) => {
    const start = from + index * HOUR_MS;
    const end = Math.min(start + HOUR_MS, to);
    const hourOfDay = Math.floor((start % DAY_MS) / HOUR_MS);
    return { start, end, weight: ((HOUR_WEIGHTS[hourOfDay] ?? 1) * (end - start)) / HOUR_MS };
  });
}

/** Events that are still to come, by their minute since `from`. */
function createCalendar(from: number) {
  const minutes = new Map<number, EnrichedEvent[]>();
  const minuteOf = (ts: number) => Math.floor((ts - from) / MINUTE_MS);
  return {
    keep: (event: EnrichedEvent) => {
      const minute = minuteOf(event.ts);
      const others = minutes.get(minute);
      if (others) others.push(event);
      else minutes.set(minute, [event]);
    },
    take: (start: number): EnrichedEvent[] => {
      const minute = minuteOf(start);
      const events = minutes.get(minute) ?? [];
      minutes.delete(minute);
      return events.sort((a, b) => a.ts - b.ts);
    },
  };
}

/** Makes the events of one visit that begins at an instant. */
function createPlay({ seed, projectIds }: HistoryOptions): (startsAt: number, random: Random) => EnrichedEvent[] {
  const [first = "", ...others] = projectIds;
  const visitorsOf = new Map(projectIds.map((projectId) => [projectId, createVisitors(seed)]));
  let made = 0;

  return (startsAt, random) => {
    const inFirst = others.length === 0 || random.chance(FIRST_PROJECT_SHARE);
    const projectId = inFirst ? first : (others[random.below(others.length)] ?? first);
    const visitor = visitorsOf.get(projectId)?.(random) ?? 0;
    // Place and device follow from who somebody is, so that they stay the same without being kept.
    const visit = { ...drawOrigin(random), ...drawPerson(createRandom(visitor ^ seed)) };
    return listSteps(startsAt, random).map(({ ts, page, durationMs, happening }) => {
      made += 1;
      return {
        projectId,
        eventId: `${seed}-${made}`,
        ts,
        kind: happening ? "custom" : "pageview",
        visitorId: `${seed}-${visitor}`,
        name: happening?.name ?? "",
        hostname: "www.example.com",
        path: page.path,
        title: page.title,
        properties: happening?.properties ?? "",
        visit,
        ...(durationMs === null ? {} : { durationMs }),
      };
    });
  };
}

/** Says who visits, as a number: somebody new or one of the latest. */
function createVisitors(seed: number): (random: Random) => number {
  const recent: number[] = [];
  let made = 0;
  return (random) => {
    const known = recent.length > 0 && random.chance(KNOWN_VISITOR_SHARE);
    const visitor = known ? recent[random.below(recent.length)] : undefined;
    if (visitor !== undefined) return visitor;
    made += 1;
    // Spread over 32 bits, or neighbours would draw much the same place.
    const next = Math.imul(made + seed, 0x9e3779b1) >>> 0;
    recent[(made - 1) % RECENT_VISITORS] = next;
    return next;
  };
}

interface Step {
  readonly ts: number;
  readonly page: Page;
  readonly durationMs: number | null;
  readonly happening: Happening | null;
}

function listSteps(startsAt: number, random: Random): Step[] {
  const steps: Step[] = [];
  let ts = startsAt;
  const { pages } = drawLength(random);
  for (let left = pages; left > 0; left -= 1) {
    const page = drawPage(random);
    const pauseMs = Math.round(Math.min(PAUSE_MS_MIN - PAUSE_MS_MEAN * Math.log(1 - random.next()), PAUSE_MS_MAX));
    // Nobody knows how long the last page was looked at.
    steps.push({ ts, page, durationMs: left > 1 ? pauseMs : null, happening: null });
    if (random.chance(HAPPENINGS_PER_PAGE)) {
      const happening = drawHappening(random);
      steps.push({ ts: ts + Math.floor(pauseMs / 2), page, durationMs: null, happening });
    }
    ts += pauseMs;
  }
  return steps;
}

function shareOfLength(pages: number): number {
  if (pages === 1) return BOUNCE_SHARE;
  return (1 - BOUNCE_SHARE) * STOP_AFTER_EACH_PAGE * (1 - STOP_AFTER_EACH_PAGE) ** (pages - 2);
}
