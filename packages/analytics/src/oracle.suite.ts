import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EnrichedEvent, type EventStore, openEventStore, type VisitorMerge } from "@heliometer/events";
import { engineMissing, startTestEngine, type TestEngine, type TestEngineName } from "@heliometer/events/testing";
import fc from "fast-check";
import { findReport } from "./catalogue.ts";
import type { Filter } from "./input/filters.ts";
import type { ReportContext } from "./report.ts";
import type { Asked } from "./testing/asked.ts";
import { contextOf, pageViews } from "./testing/context.ts";
import { EXPECTATIONS, type VisitReportName } from "./testing/expectations.ts";
import { filtersArbitrary, type History, historyArbitrary, type Step } from "./testing/histories.ts";
import { createOracle, type Oracle } from "./testing/oracle.ts";
import { compareArbitrary, intervalArbitrary, limitArbitrary, rangeArbitrary } from "./testing/questions.ts";

// biome-ignore lint/style/noProcessEnv: how many histories are tried is the runner's choice, not the product's.
const RUNS = Number(process.env.ORACLE_RUNS ?? 200);
/** So many histories, each of a project of its own, are stored together: most of the time goes into storing. */
const AT_ONCE = 8;
/** `npm test` tries the same histories each time; `npm run test:oracle` tries others each time and prints its seed. */
// biome-ignore lint/style/noProcessEnv: which histories are tried is the runner's choice, not the product's.
const SEED = Number(process.env.ORACLE_SEED ?? 20_261_121);

/** Random histories and questions on an engine: every report must equal a count by hand over the raw events. */
export function compareWithOracle(engineName: TestEngineName): void {
  describe(`reports on ${engineName} against a count over the raw events`, {
    skip: engineMissing(engineName) ?? false,
  }, () => {
    let engine: TestEngine;
    let store: EventStore;
    let projects = 0;

    before(async () => {
      engine = await startTestEngine(engineName);
      store = await openEventStore(await engine.prepare());
    });
    after(async () => {
      await store?.close();
      await engine?.close();
    });

    test("visits of one visitor that overlap at the edge of a bucket count one visitor there", async () => {
      const projectId = "overlap";
      const at = (visitorId: string, instants: readonly string[]) => pageViews(projectId, instants, { visitorId });
      const steps: Step[] = [
        { events: at("a", ["2026-11-19T23:50:00+01:00", "2026-11-20T00:10:00+01:00", "2026-11-20T00:30:00+01:00"]) },
        { events: at("b", ["2026-11-19T23:55:00+01:00", "2026-11-20T00:20:00+01:00"]) },
        { events: at("c", ["2026-11-19T23:58:00+01:00", "2026-11-19T23:59:00+01:00"]) },
        { from: "a", into: "b" },
        { from: "c", into: "a" },
      ];
      await play(store, [{ projectId, steps }]);
      const context = contextOf(store, projectId);
      for (const startDate of ["2026-11-19", "2026-11-20"]) {
        for (const interval of ["hour", "day"]) {
          const range = { startDate, endDate: "2026-11-20", timezone: "Europe/Paris", interval };
          const rest = { filters: [], limit: 10, compare: "previous_period", property: false, group: 0, sort: 0 };
          await checkReports(context, createOracle(steps), { ...range, ...rest });
        }
      }
    });

    const extras = fc.record({
      filters: filtersArbitrary,
      interval: intervalArbitrary,
      limit: limitArbitrary,
      compare: compareArbitrary,
      property: fc.boolean(),
      group: fc.nat(2),
      sort: fc.nat(3),
    });

    const cases = historyArbitrary("template").chain((history) =>
      fc.record({ history: fc.constant(history), question: rangeArbitrary(history), extras }),
    );

    test("every report equals the count, whatever the history, zone, range and filters", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(cases, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (drawn) => {
          const played = drawn.map(({ history, question, extras }) => {
            projects += 1;
            const projectId = `project-${projects}`;
            const steps = history.steps.map((step) => moveStep(step, projectId));
            const context = contextOfHistory({ store, projectId, history }, question);
            return { projectId, steps, context, asked: { ...question.input, ...extras } };
          });
          await play(store, played);
          for (const { steps, context, asked } of played) await checkReports(context, createOracle(steps), asked);
        }),
        { seed: SEED, numRuns: Math.ceil(RUNS / AT_ONCE) },
      );
    });
  });
}

function moveStep(step: Step, projectId: string): Step {
  return "events" in step ? { events: step.events.map((event) => ({ ...event, projectId })) } : step;
}

interface Played {
  readonly projectId: string;
  readonly steps: readonly Step[];
}

/** Plays the steps of all projects side by side: the events of one round come in one batch. */
async function play(store: EventStore, played: readonly Played[]): Promise<void> {
  const rounds = Math.max(...played.map(({ steps }) => steps.length));
  for (let round = 0; round < rounds; round += 1) {
    const events: EnrichedEvent[] = [];
    const merges: VisitorMerge[] = [];
    for (const { projectId, steps } of played) {
      const step = steps[round];
      if (!step) continue;
      if ("events" in step) events.push(...step.events);
      else merges.push({ projectId, from: step.from, into: step.into });
    }
    await store.append(events);
    for (const merge of merges) await store.mergeVisitors(merge);
  }
}

function contextOfHistory(
  { store, projectId, history }: { store: EventStore; projectId: string; history: History },
  { now, weekStart }: { now: number; weekStart: number },
): ReportContext {
  const project = { id: projectId, name: "P", timezone: history.zone, currency: "EUR", weekStart };
  // Nothing comes any more, so each report need not ask anew how far the data goes.
  let through: Promise<number | null> | undefined;
  const dataThrough = () => {
    through ??= store.dataThrough(projectId);
    return through;
  };
  return { store: { ...store, dataThrough }, project, now, dashboardUrl: "http://localhost/projects/p" };
}

type Extra = Record<string, unknown> & { filters: Filter[]; property: boolean; group: number; sort: number };

async function checkReports(
  context: ReportContext,
  oracle: Oracle,
  { filters, interval, limit, compare, property, group, sort, ...range }: Extra,
): Promise<void> {
  const question = { ...range, filters };
  // Everything there is may be more than a thousand hours, and those are refused.
  const fitting = interval === "hour" && range.period === "all" ? "day" : interval;
  const inputs: Record<VisitReportName, Record<string, unknown>> = {
    overview: { ...question, compare },
    timeseries: { ...question, interval: fitting },
    realtime: {},
    pages: { ...question, limit, sort: ["pageViews", "uniqueVisitors", "entries", "exits"][sort] },
    sources: { ...question, limit, groupBy: ["source", "channel", "campaign"][group] },
    locations: { ...question, limit, groupBy: ["country", "region", "city"][group] },
    devices: { ...question, limit, groupBy: ["device", "browser", "os"][group] },
    events: { ...question, limit, compare, ...(property ? { property: "plan" } : {}) },
    event_properties: { ...question, limit, eventName: "signup" },
  };
  for (const [name, input] of Object.entries(inputs) as [VisitReportName, Record<string, unknown>][]) {
    const report = findReport(name);
    const answer = await report.run(context, input);
    report.output.parse(answer);
    const asked: Asked = { oracle, input, meta: answer.meta, now: context.now, weekStart: context.project.weekStart };
    assert.deepEqual(answer.data, EXPECTATIONS[name](asked, answer.data), `${name} ${JSON.stringify(input)}`);
  }
}
