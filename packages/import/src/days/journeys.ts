import type { DayFigures, PathFigure } from "./figures.ts";
import type { DayCounts, Shortfall } from "./reconcile.ts";
import { shuffle } from "./shuffle.ts";
import { addAll, increase, sumOf, type Tally, takeShare, takeWanted, tally, unfold } from "./tally.ts";

/** The pages of a visit, in the order in which they were viewed. */
export interface Journey {
  readonly kind: "bounce" | "single" | "longer";
  readonly paths: readonly string[];
}

/** How often each page is the first, the last and the only one of a visit. */
interface Ends {
  readonly entries: Tally;
  /** Null where nothing is known of exits. */
  readonly exits: Tally | null;
  readonly bounces: Tally;
  readonly singles: Tally;
}

/**
 * Lays the page views of a day out as visits: each page as often as its table says, as often the first and the last one,
 * and as many visits of a single page view as there are bounces.
 *
 * In numbers: a page that is the first of e visits and the last of x and has p views in all is the only one of at least
 * e + x − p visits; what is left of p stands between the first and the last page of some visit.
 */
export function layOutJourneys(
  figures: DayFigures,
  counts: DayCounts,
): { journeys: Journey[]; shortfalls: Shortfall[] } {
  const pages = tally(
    figures.pages,
    ({ path }) => path,
    ({ pageviews }) => pageviews,
  );
  increase(pages, "", counts.pageviews - sumOf(pages));
  const entries = chooseEntries(figures.entries, pages, counts.visits);
  const exits = figures.exits && limited(tallyOf(figures.exits), counts.visits);
  const only = chooseOnlyPages({ entries, exits, pages, counts, told: figures.entries });
  const { journeys, ends } = connect({ entries, exits, ...only }, pages, figures.day);
  const shortfalls = [
    { what: "entry pages", by: missingOf(figures.entries, entries) },
    { what: "exit pages", by: missingOf(figures.exits, ends) },
  ];
  return { journeys, shortfalls: shortfalls.filter(({ by }) => by > 0) };
}

function tallyOf(figures: readonly PathFigure[]): Tally {
  return tally(
    figures,
    ({ path }) => path,
    ({ visits }) => visits,
  );
}

/** As many as there are visits at most. */
function limited(wanted: Tally, visits: number): Tally {
  return sumOf(wanted) > visits ? takeShare(new Map(wanted), visits) : wanted;
}

/** The first page of every visit: what the table says as far as the page was viewed so often, the rest in proportion. */
function chooseEntries(told: readonly PathFigure[] | null, pages: Tally, visits: number): Tally {
  const left = new Map(pages);
  const entries = told ? takeWanted(left, limited(tallyOf(told), visits)) : new Map<string, number>();
  addAll(entries, takeShare(left, visits - sumOf(entries)));
  return entries;
}

interface OnlyPagesInput {
  readonly entries: Tally;
  readonly exits: Tally | null;
  readonly pages: Tally;
  readonly counts: DayCounts;
  readonly told: readonly PathFigure[] | null;
}

/** The pages of visits with one page view. */
function chooseOnlyPages({ entries, exits, pages, counts, told }: OnlyPagesInput): Pick<Ends, "bounces" | "singles"> {
  const room: Tally = new Map();
  const needed: Tally = new Map();
  for (const [path, count] of entries) {
    const last = exits ? (exits.get(path) ?? 0) : count;
    increase(room, path, Math.min(count, last));
    if (exits) increase(needed, path, Math.min(count, last, count + last - (pages.get(path) ?? 0)));
  }
  const spare = new Map(entries);
  const take = (count: number, wishes: readonly Tally[]) => {
    const taken: Tally = new Map();
    for (const wish of wishes) {
      const chosen = takeShare(new Map(wish), count - sumOf(taken));
      addAll(taken, chosen);
      for (const [path, times] of chosen) {
        for (const left of [needed, room, spare]) reduce(left, path, times);
      }
    }
    return taken;
  };
  const toldBounces = takeWanted(new Map(room), bouncesOfPages(told ?? []));
  const bounces = take(counts.bounces, [toldBounces, needed, room, spare]);
  // With more events at hand, more visits of one page may be none of the bounces, if the pages ask for it.
  const longest =
    counts.pageviews > counts.visits ? counts.visits - counts.bounces - 1 : counts.visits - counts.bounces;
  const wanted = Math.min(Math.max(counts.singles, sumOf(needed)), counts.events, longest);
  return { bounces, singles: take(wanted, [needed, room, spare]) };
}

function bouncesOfPages(told: readonly PathFigure[]): Tally {
  return tally(
    told,
    ({ path }) => path,
    ({ bounces }) => bounces ?? 0,
  );
}

function reduce(counts: Tally, path: string, by: number): void {
  increase(counts, path, -Math.min(by, counts.get(path) ?? 0));
}

/** Joins first and last pages of the visits that have both, and puts what is left between them. */
function connect(
  { entries, exits, bounces, singles }: Ends,
  pages: Tally,
  day: string,
): { journeys: Journey[]; ends: Tally } {
  const left = new Map(pages);
  for (const [path, count] of entries) increase(left, path, -count);
  const firsts = new Map(entries);
  const lasts = new Map(exits ?? []);
  const ends: Tally = new Map();
  for (const only of [bounces, singles]) {
    addAll(ends, only);
    for (const [path, count] of only) {
      reduce(firsts, path, count);
      reduce(lasts, path, count);
    }
  }
  const longer = sumOf(firsts);
  const chosen = takeWanted(left, limited(lasts, longer));
  addAll(chosen, takeShare(left, longer - sumOf(chosen)));
  addAll(ends, chosen);
  const paths = shuffle(unfold(firsts), `${day} first`).map((path) => [path]);
  for (const [index, path] of shuffle(unfold(left), `${day} between`).entries()) paths[index % longer]?.push(path);
  for (const [index, path] of shuffle(unfold(chosen), `${day} last`).entries()) paths[index]?.push(path);
  const journeys: Journey[] = [
    ...unfold(bounces).map((path) => ({ kind: "bounce", paths: [path] }) as const),
    ...unfold(singles).map((path) => ({ kind: "single", paths: [path] }) as const),
    ...paths.map((each) => ({ kind: "longer", paths: each }) as const),
  ];
  return { journeys: shuffle(journeys, `${day} visits`), ends };
}

/** How many of what a table tells have not become so. */
function missingOf(told: readonly PathFigure[] | null, became: Tally): number {
  let missing = 0;
  for (const [path, count] of tallyOf(told ?? [])) missing += Math.max(0, count - (became.get(path) ?? 0));
  return missing;
}
