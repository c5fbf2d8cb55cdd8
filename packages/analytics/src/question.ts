import type { Filters, Part, Plan, ResultRow, Span } from "@heliometer/events";
import { type Filter, planFilters } from "./input/filters.ts";
import type { Compare, QuestionInput } from "./input/parameters.ts";
import { CURRENT, PREVIOUS, partsOf } from "./metrics.ts";
import type { ReportContext } from "./report.ts";
import { type Comparison, resolveComparison } from "./time/comparison.ts";
import { type Range, resolveRange } from "./time/range.ts";
import { singleSpan } from "./time/spans.ts";
import { readZone } from "./time/zone.ts";

/** A question with everything resolved that does not depend on the report. */
export interface Question {
  readonly context: ReportContext;
  readonly range: Range;
  readonly comparison: Comparison | null;
  readonly filters: readonly Filter[];
  readonly conditions: Filters;
}

const NO_CONDITIONS: Filters = { session: [], page: [], event: [] };

/** Resolves range, comparison and filters; throws InvalidInput for the first that cannot be read. */
export async function readQuestion(
  context: ReportContext,
  input: QuestionInput & { compare?: Compare },
  firstAt = () => firstEventAt(context),
): Promise<Question> {
  const { now, project } = context;
  const zone = readZone(input.timezone ?? project.timezone);
  const filters = input.filters ?? [];
  const conditions = planFilters(filters);
  const moment = { now, zone, weekStart: project.weekStart, firstEventAt: firstAt };
  const range = await resolveRange(input, moment);
  const comparison = resolveComparison(range, input.compare ?? "none");
  return { context, range, comparison, filters, conditions };
}

/** What a report adds to a question to make it a plan. */
export interface Wanted {
  readonly parts: readonly Part[];
  readonly keys?: readonly string[];
  readonly spans?: readonly Span[];
  readonly conditions?: Filters;
  readonly byBucket?: boolean;
  readonly totals?: boolean;
  readonly skipEmptyKeys?: boolean;
  readonly order?: string;
  readonly limit?: number;
}

/** Runs the plan of a question; without `spans` over the range and what it is compared with. */
export async function ask(question: Question, wanted: Wanted): Promise<readonly ResultRow[]> {
  return askStore(question.context, {
    conditions: question.conditions,
    spans: spansOfQuestion(question),
    ...wanted,
  });
}

/** Runs a plan that is not about a range that somebody asked for. */
export async function askStore(
  { store, project, signal }: Omit<ReportContext, "dashboardUrl">,
  wanted: Wanted & { spans: readonly Span[] },
): Promise<readonly ResultRow[]> {
  const plan: Plan = {
    projectId: project.id,
    spans: wanted.spans,
    keys: wanted.keys ?? [],
    parts: wanted.parts,
    filters: wanted.conditions ?? NO_CONDITIONS,
    byBucket: wanted.byBucket ?? false,
    totals: wanted.totals ?? false,
    skipEmptyKeys: wanted.skipEmptyKeys ?? false,
    ...(wanted.order === undefined ? {} : { order: wanted.order }),
    ...(wanted.limit === undefined ? {} : { limit: wanted.limit }),
  };
  return store.run(plan, signal ? { signal } : {});
}

/** The range as one bucket, before it what it is compared with. */
function spansOfQuestion({ range, comparison }: Question): Span[] {
  const current = singleSpan({ start: range.start, end: range.countedTo }, CURRENT);
  return comparison ? [singleSpan(comparison, PREVIOUS), current] : [current];
}

/** The instant of the first event of a project; null when it has none. */
export async function firstEventAt(context: Omit<ReportContext, "dashboardUrl">): Promise<number | null> {
  const everything = [singleSpan({ start: 0, end: context.now + 1 }, CURRENT)];
  const parts = partsOf([], ["firstSession", "firstEvent"]);
  const rows = await askStore(context, { parts, spans: everything });
  const found = [rows[0]?.firstSession, rows[0]?.firstEvent].filter((value) => typeof value === "number");
  return found.length === 0 ? null : Math.min(...found);
}
