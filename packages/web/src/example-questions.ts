import { REPORTS, type ReportContext, runReport } from "@heliometer/analytics";
import type { Clock } from "@heliometer/core";
import type { Text } from "./text/text.ts";

const QUESTIONS = 10;
const KNOWN_MS = 600_000;
const PROJECTS_MAX = 1_000;

/** What there is to ask about in a project. */
interface Facts {
  hasEvents: boolean;
  hasRevenue: boolean;
}

/**
 * Ten questions that fit what a project holds: about revenue only where there was some in the last 90 days and the person
 * may read it, about events only where there were any. What a project holds is looked up once in ten minutes.
 */
export function createQuestions(clock: Clock) {
  const known = new Map<string, { facts: Promise<Facts>; until: number }>();
  return async ({ questions }: Text["guide"], context: ReportContext, mayReadRevenue: boolean): Promise<string[]> => {
    const { id } = context.project;
    const entry = known.get(id);
    const isFresh = entry !== undefined && clock() < entry.until;
    const facts = isFresh ? entry.facts : readFacts(context);
    if (known.size >= PROJECTS_MAX) known.clear();
    if (!isFresh) known.set(id, { facts, until: clock() + KNOWN_MS });
    const { hasEvents, hasRevenue } = await facts;
    const special = [
      ...(hasRevenue && mayReadRevenue ? questions.revenue : []),
      ...(hasEvents ? questions.events : []),
    ];
    return [...questions.visits.slice(0, QUESTIONS - special.length), ...special];
  };
}

/** A lookup that fails costs a few questions, never the page. */
async function readFacts(context: ReportContext): Promise<Facts> {
  const [hasEvents, hasRevenue] = await Promise.all([hasRows(context, "events"), hasRows(context, "revenue")]);
  return { hasEvents, hasRevenue };
}

async function hasRows(context: ReportContext, name: string): Promise<boolean> {
  const report = REPORTS.find((known) => known.name === name);
  if (!report) return false;
  try {
    const { data } = await runReport(context, report.name, { period: "last_90_days" });
    return hasFigure(data);
  } catch {
    return false;
  }
}

/** Whether an answer holds a row, or any number or amount that is not nought. */
function hasFigure(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const rows = Reflect.get(data, "rows");
  if (Array.isArray(rows)) return rows.length > 0;
  return Object.values(data).some((value) => value !== null && value !== "" && Number(value) > 0);
}
