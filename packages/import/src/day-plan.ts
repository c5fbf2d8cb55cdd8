import type { Database } from "@heliometer/db";
import { type BuildOptions, buildDay } from "./days/build.ts";
import type { DayCollection } from "./days/collect.ts";
import { digestOf, readImportedDays } from "./records.ts";
import { dayOfZone } from "./zones.ts";

/** A day that is going to be built. */
interface PlannedDay {
  readonly day: string;
  readonly digest: string;
}

/** What becomes of the days of an export. */
export interface DayPlan {
  readonly planned: readonly PlannedDay[];
  /** Days that are there with other figures, and stay as they are. */
  readonly changed: readonly string[];
  /** Days that are there from another tool. */
  readonly foreign: readonly string[];
  readonly outside: readonly string[];
  /** Days of which no file tells how many visits they had. */
  readonly empty: readonly string[];
  readonly events: number;
  /** What cannot come out as the files say, and on how many days. */
  readonly shortfalls: ReadonlyMap<string, { readonly by: number; readonly days: number }>;
  readonly stretch: { readonly first: number; readonly last: number } | null;
}

export interface DayOptions {
  readonly projectId: string;
  readonly prefix: string;
  readonly zone: string;
  readonly since: number;
  readonly until: number;
}

/** Sorts the days of an export into those that will be built and the others, and builds them once to see what comes out. */
export async function planDays(db: Database, days: DayCollection, options: DayOptions): Promise<DayPlan> {
  const imported = await readImportedDays(db, options.projectId);
  const planned: PlannedDay[] = [];
  const changed: string[] = [];
  const foreign: string[] = [];
  const outside: string[] = [];
  const empty: string[] = [];
  const shortfalls = new Map<string, { by: number; days: number }>();
  let events = 0;
  for (const day of days.days()) {
    const { start, end } = dayOfZone(day, options.zone);
    const digest = digestOf(days.figuresOf(day), options.zone);
    const known = imported.get(day);
    if (start < options.since || end > options.until) outside.push(day);
    else if (known && known.tool !== options.prefix) foreign.push(day);
    else if (known && known.digest !== digest) changed.push(day);
    else {
      const built = buildDay(days.figuresOf(day), buildOptions(day, options));
      if (built.events.length === 0) empty.push(day);
      else planned.push({ day, digest });
      events += built.events.length;
      for (const { what, by } of built.shortfalls) {
        const sum = shortfalls.get(what) ?? { by: 0, days: 0 };
        shortfalls.set(what, { by: sum.by + by, days: sum.days + 1 });
      }
    }
  }
  return { planned, changed, foreign, outside, empty, events, shortfalls, stretch: stretchOf(planned, options.zone) };
}

/** How the events of a day are made. */
export function buildOptions(day: string, { projectId, prefix, zone }: DayOptions): BuildOptions {
  return { projectId, prefix, ...dayOfZone(day, zone) };
}

function stretchOf(planned: readonly PlannedDay[], zone: string): DayPlan["stretch"] {
  const [first, last] = [planned[0], planned.at(-1)];
  return first && last ? { first: dayOfZone(first.day, zone).start, last: dayOfZone(last.day, zone).end } : null;
}
