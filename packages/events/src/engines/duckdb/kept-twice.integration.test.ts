import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import type { Field, Plan, ResultRow, RowSet } from "../../plan.ts";
import { compile } from "../../postgres-family/compile.ts";
import { duckdbDialect } from "../../postgres-family/dialect.ts";
import { toResultRow } from "../../result-row.ts";
import type { EnrichedEvent, Erasure } from "../../store.ts";
import { type AmendedStep, amendedHistories, moveStep, playSteps } from "../../testing/amended-histories.ts";
import { eventOf, NO_FACTS } from "../../testing/events.ts";
import { START_MS } from "../../testing/histories.ts";
import { prepareStore } from "../../testing/store.ts";
import { openInstance } from "./instance.ts";
import { migrate } from "./migrate.ts";
import { runCompiled } from "./query.ts";
import { createWriter, type Writer } from "./writer.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LENGTH_MS = 3 * HOUR_MS;

let place: Awaited<ReturnType<typeof prepareStore>>;
let instance: DuckDBInstance;
let reader: DuckDBConnection;
let writer: Writer;
let now = 0;

before(async () => {
  place = await prepareStore();
  instance = (await openInstance(place.options)).instance;
  const connection = await instance.connect();
  await migrate(connection);
  reader = await instance.connect();
  writer = await createWriter(connection, { piecesAbove: 0, presence: { lengthMs: LENGTH_MS, now: () => now } });
});
after(async () => {
  await writer.close(new Error("closed"), Promise.resolve());
  reader.closeSync();
  instance.closeSync();
  await place[Symbol.asyncDispose]();
});

const SOURCE: Field = { of: "session", column: "source" };
const COUNTRY: Field = { of: "session", column: "country" };
const PATH: Field = { of: "event", column: "path" };
const ASKED: readonly (readonly [RowSet, ...Field[]])[] = [
  ["presence"],
  ["presence", SOURCE],
  ["presence", COUNTRY],
  ["pageviews"],
  ["pageviews", PATH],
];

interface Question {
  readonly asked: (typeof ASKED)[number];
  readonly start: number;
  readonly lengthMs: number;
  readonly isOrdered: boolean;
  readonly skipEmptyKeys: boolean;
  readonly limit: number | null;
}

const questions: fc.Arbitrary<Question> = fc.record({
  asked: fc.constantFrom(...ASKED),
  start: fc.constantFrom(-MINUTE_MS, 0, 1, MINUTE_MS, HOUR_MS / 2, HOUR_MS, 2 * HOUR_MS).map((at) => START_MS + at),
  lengthMs: fc.constantFrom(1, MINUTE_MS, HOUR_MS / 2, 2 * HOUR_MS),
  isOrdered: fc.boolean(),
  skipEmptyKeys: fc.boolean(),
  limit: fc.option(fc.integer({ min: 1, max: 3 })),
});

function planOf(projectId: string, { asked, start, lengthMs, limit, isOrdered, skipEmptyKeys }: Question): Plan {
  const [rows, ...by] = asked;
  return {
    projectId,
    spans: [{ start, lengthMs, count: 1, first: 1 }],
    keys: by.map(() => "name"),
    parts: [{ rows, by, measures: [{ name: "there", measure: "visitors" }] }],
    filters: { session: [], page: [], event: [] },
    ...{ byBucket: false, totals: false, skipEmptyKeys },
    ...(isOrdered ? { order: "there" } : {}),
    ...(limit === null ? {} : { limit }),
  };
}

async function askTables(plan: Plan): Promise<ResultRow[]> {
  const { text, values } = compile(plan, duckdbDialect, writer.extent(plan.projectId));
  return (await runCompiled(reader, { sql: text, values })).map(toResultRow);
}

/** Compares every answer from memory with that of the tables; there has to be one for what is not long ago. */
async function compare(projectId: string, asked: readonly Question[]): Promise<void> {
  for (const question of asked) {
    const plan = planOf(projectId, question);
    const remembered = writer.answer(plan);
    if (remembered === null) assert.ok(question.start < now - LENGTH_MS, "what was a short while ago is remembered");
    else assert.deepEqual(remembered, await askTables(plan));
  }
}

/** The events that are kept twice are the same in both tables. */
async function compareNamed(): Promise<void> {
  const [named, all] = ["select * from named_events", "select * from events where kind <> 1"];
  const sql = `select count(*)::integer as rows from ((${named} except all ${all}) union all (${all} except all ${named}))`;
  assert.deepEqual(await runCompiled(reader, { sql }), [{ rows: 0 }]);
}

type Happening =
  | { readonly step: AmendedStep; readonly passesMs: number }
  | { readonly erasure: "visitor" | "before"; readonly passesMs: number };

const passesMs = fc.constantFrom(0, 0, 0, 0, MINUTE_MS, HOUR_MS, 2 * HOUR_MS);

/** Batches, merges and amendments, now and then an erasure, while time passes; the clocks of senders go as they like. */
const happenings: fc.Arbitrary<Happening[]> = amendedHistories(true).chain((steps) =>
  fc
    .array(fc.tuple(passesMs, fc.constantFrom("visitor", "before", ...Array.from({ length: 12 }, () => null))), {
      minLength: steps.length,
      maxLength: steps.length,
    })
    .map((drawn) =>
      steps.flatMap((step, index): Happening[] => {
        const [passesMs, erasure] = drawn[index] ?? [0, null];
        return [{ step, passesMs }, ...(erasure ? [{ erasure: erasure as "visitor" | "before", passesMs: 0 }] : [])];
      }),
    ),
);

const NAMES = ["Google", "", "é", "\u{1F600}", "\uFF5E"];

/** With few sources, countries and pages, so that they meet. */
function colour(event: EnrichedEvent, index: number): EnrichedEvent {
  const [source = "", country = "", path = ""] = [index, index + 1, index + 2].map((at) => NAMES[at % NAMES.length]);
  return { ...event, ...(event.kind === "pageview" ? { path } : {}), visit: { ...event.visit, source, country } };
}

test("memory and both tables of events tell the same, whatever happens in between", async () => {
  let run = 0;
  const cases = fc.tuple(happenings, fc.array(questions, { minLength: 3, maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(cases, async ([history, asked]) => {
      run += 1;
      const projectId = `project ${run}`;
      now = START_MS;
      // The clock goes back for this history, so that the memory has to be read anew.
      await writer.erase({ projectId });
      await writer.append([eventOf({ projectId, eventId: "first", ts: now, visitorId: "v3" })]);
      for (const { passesMs, ...happening } of history) {
        now += passesMs;
        if ("step" in happening) {
          const step = moveStep(happening.step, projectId);
          const coloured = "events" in step ? { events: step.events.map(colour) } : step;
          await playSteps(writer, projectId, [coloured]);
        } else {
          const visitor: Erasure = { projectId, visitorId: "v1" };
          await writer.erase(happening.erasure === "visitor" ? visitor : { projectId, before: START_MS + HOUR_MS });
          // It is read again for the next batch.
          assert.equal(writer.answer(planOf(projectId, { ...asked[0], start: now } as Question)), null);
          await writer.append([eventOf({ projectId, eventId: `after ${now} ${passesMs}`, ts: now, visitorId: "v2" })]);
        }
        await compare(projectId, asked);
      }
      await compareNamed();
    }),
    { numRuns: 20 },
  );
});

test("a visit that lies on both sides of a stretch counts there by its events, under the visit that they belong to by now", async () => {
  now = START_MS + 20 * 24 * HOUR_MS;
  const projectId = "both sides";
  const at = (minute: number, source: string) =>
    eventOf({ projectId, eventId: `${minute}`, ts: now + minute * MINUTE_MS, visit: { ...NO_FACTS, source } });
  await writer.append([at(0, "Google"), at(50, "Bing")]);
  // Between two visits: they become one, and the second one's events change hands.
  await writer.append([at(25, "late")]);
  await writer.append([at(75, "later")]);
  const sourcesIn = async (from: number, to: number) => {
    const start = now + from * MINUTE_MS;
    const lengthMs = (to - from) * MINUTE_MS;
    const asked = ["presence", SOURCE] as const;
    const plan = planOf(projectId, { asked, start, lengthMs, isOrdered: true, skipEmptyKeys: false, limit: null });
    const remembered = writer.answer(plan);
    assert.deepEqual(remembered, await askTables(plan));
    return remembered?.map(({ name }) => name);
  };
  assert.deepEqual(await sourcesIn(45, 55), ["Google"]);
  assert.deepEqual(await sourcesIn(51, 74), []);
});

test("a batch that is rolled back leaves no trace of who was there", async () => {
  now = START_MS + 10 * 24 * HOUR_MS;
  const projectId = "rolled back";
  const asked = ASKED.map((each) => ({ asked: each, start: now, lengthMs: HOUR_MS }));
  const ask = () =>
    compare(
      projectId,
      asked.map((each) => ({ ...each, isOrdered: true, skipEmptyKeys: false, limit: null })),
    );
  await writer.append([eventOf({ projectId, eventId: "1", ts: now })]);
  await ask();
  const broken = [
    eventOf({ projectId, eventId: "2", ts: now, visitorId: "other" }),
    eventOf({ projectId, eventId: "3", ts: 0.5 }),
  ];
  await assert.rejects(writer.append(broken));
  await writer.append([eventOf({ projectId, eventId: "4", ts: now + 1 })]);
  await ask();
});

test("a history that is loaded stands in both tables of events", async () => {
  const at = (number: number) => ({ projectId: "loaded", eventId: `${number}`, ts: START_MS + number });
  const custom = { kind: "custom", name: "signup", properties: '{"plan":"pro"}' } as const;
  await writer.load([
    eventOf(at(1)),
    eventOf({ ...at(2), ...custom }),
    eventOf({ ...at(3), ...custom, kind: "server" }),
  ]);
  const sql = "select count(*)::integer as rows from named_events where project_id = 'loaded'";
  assert.deepEqual(await runCompiled(reader, { sql }), [{ rows: 2 }]);
  await compareNamed();
});
