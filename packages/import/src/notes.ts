import type { Database } from "@heliometer/db";
import { dayAt } from "./zones.ts";

/** Tells of the imported stretches of a project that a range touches, as warnings of an answer. */
export type ImportNote = (
  projectId: string,
  range: { readonly start: number; readonly end: number },
) => Promise<string[]>;

interface Stretch {
  readonly tool: string;
  readonly carries: string;
  readonly zone: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

const TITLES: Readonly<Record<string, string>> = {
  plausible: "Plausible",
  umami: "Umami",
  ga4: "GA4",
  matomo: "Matomo",
};
const LIMITS: Readonly<Record<string, string>> = {
  days: "as figures of whole days: totals and each breakdown by itself are theirs; combinations of two breakdowns, hours and returning visitors of these days are not known.",
  events:
    "as single events: visits and channels are worked out by this product's rules and may differ from what was shown there.",
};
/** Imports are rare, answers are not. */
const KEPT_MS = 30_000;

/** A reader of notes that asks the store at most every half a minute for each project. */
export function createImportNotes(db: Database, clock: () => number): ImportNote {
  const known = new Map<string, { readonly at: number; readonly stretches: Promise<readonly Stretch[]> }>();

  function stretchesOf(projectId: string): Promise<readonly Stretch[]> {
    const now = clock();
    const kept = known.get(projectId);
    if (kept && now - kept.at < KEPT_MS) return kept.stretches;
    for (const [id, { at }] of known) if (now - at >= KEPT_MS) known.delete(id);
    const stretches = readStretches(db, projectId);
    known.set(projectId, { at: now, stretches });
    stretches.catch(() => known.delete(projectId));
    return stretches;
  }

  return async (projectId, { start, end }) => {
    const touched = (await stretchesOf(projectId)).filter(({ firstAt, lastAt }) => firstAt < end && lastAt > start);
    return touched.map(({ tool, carries, zone, firstAt, lastAt }) => {
      const days = `${dayAt(firstAt, zone)} to ${dayAt(lastAt - 1, zone)}`;
      return `${days} was imported from ${TITLES[tool] ?? tool} ${LIMITS[carries] ?? ""}`;
    });
  };
}

/** One stretch for each tool and kind: repeats and runs that follow each other are told together. */
async function readStretches(db: Database, projectId: string): Promise<readonly Stretch[]> {
  const rows = await db
    .selectFrom("imports")
    .select(({ fn }) => ["tool", "carries", "zone", fn.min("first_at").as("first_at"), fn.max("last_at").as("last_at")])
    .where("project_id", "=", projectId)
    .groupBy(["tool", "carries", "zone"])
    .orderBy("tool")
    .orderBy("carries")
    .execute();
  return rows.map((row) => ({
    tool: row.tool,
    carries: row.carries,
    zone: row.zone,
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
  }));
}
