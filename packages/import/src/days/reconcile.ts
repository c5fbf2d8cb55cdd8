import { type DayFigures, FACTS, type PathFigure } from "./figures.ts";

/** Something that cannot come out as the file says, because its figures of the day contradict each other. */
export interface Shortfall {
  readonly what: string;
  /** By how many. */
  readonly by: number;
}

/** The counts of a day, made to agree with each other. */
export interface DayCounts {
  readonly visits: number;
  readonly visitors: number;
  readonly pageviews: number;
  /** Visits of one page view and nothing else. */
  readonly bounces: number;
  /** Visits of one page view that are none, because an event came with it: the fewest with which the rest agrees. */
  readonly singles: number;
  readonly events: number;
  readonly durationMs: number;
}

/** A visitor cannot come back more often on one day: visits lie more than half an hour apart. */
const VISITS_OF_VISITOR_MAX = 40;

/**
 * Finds counts that can be true together, as close to the file's as possible. The number of visits leads; each page's
 * views come next, then bounces. Where the file's figures are consistent nothing is changed.
 */
export function reconcile(figures: DayFigures): { counts: DayCounts; shortfalls: Shortfall[] } {
  const shortfalls: Shortfall[] = [];
  const settle = (what: string, told: number | undefined, settled: number) => {
    if (told !== undefined && told !== settled) shortfalls.push({ what, by: Math.abs(told - settled) });
    return settled;
  };
  const { totals } = figures;
  const visits = totals.visits ?? visitsOf(figures);
  const ofPages = figures.pages.reduce((sum, page) => sum + page.pageviews, 0);
  const wantedViews = Math.max(totals.pageviews ?? ofPages, ofPages);
  const pageviews = settle("page views", totals.pageviews ?? ofPages, visits === 0 ? 0 : Math.max(visits, wantedViews));
  const events = figures.events.reduce((sum, event) => sum + event.events, 0);
  const wantedVisitors = totals.visitors ?? visits;
  const fewest = Math.ceil(visits / VISITS_OF_VISITOR_MAX);
  const visitors = settle("visitors", totals.visitors, Math.max(Math.min(wantedVisitors, visits), fewest));
  const toldBounces = totals.bounces ?? bouncesOf(figures.entries);
  let bounces = Math.min(toldBounces ?? Math.max(0, 2 * visits - pageviews), visits);
  // A page view more than visits needs a visit that has two.
  if (pageviews > visits && bounces === visits) bounces -= 1;
  let singles = Math.max(0, 2 * visits - bounces - pageviews);
  if (singles > events) {
    bounces += singles - events;
    singles = events;
  }
  settle("bounces", toldBounces, bounces);
  return {
    counts: { visits, visitors, pageviews, bounces, singles, events, durationMs: totals.durationMs ?? 0 },
    shortfalls,
  };
}

/** How many visits a day had where no file says so itself: as many as the fullest of its tables. */
function visitsOf({ entries, exits, facts }: DayFigures): number {
  const tables = [entries ?? [], exits ?? [], ...FACTS.map((fact) => facts[fact])];
  return Math.max(...tables.map((rows) => rows.reduce((sum, row) => sum + row.visits, 0)));
}

/** The bounces of entry pages, where every one of them tells its own. */
function bouncesOf(entries: readonly PathFigure[] | null): number | undefined {
  if (!entries || entries.length === 0) return undefined;
  return entries.reduce<number | undefined>(
    (sum, { bounces }) => (sum === undefined || bounces === undefined ? undefined : sum + bounces),
    0,
  );
}
