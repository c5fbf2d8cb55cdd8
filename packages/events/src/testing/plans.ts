import fc from "fast-check";
import type { Condition, Field, Filters, Measure, Part, Plan, PlannedMeasure, RowSet, Span } from "../plan.ts";
import { OPERATORS } from "../plan.ts";
import { VISIT_GAP_MS } from "../sessions.ts";
import type { EnrichedEvent } from "../store.ts";
import { histories, START_MS } from "./histories.ts";

const SESSION_FIELDS: readonly Field[] = [
  { of: "session", column: "entry_path" },
  { of: "session", column: "exit_path" },
  { of: "session", column: "source" },
  { of: "session", column: "country" },
  { of: "visitorType" },
];
const EVENT_FIELDS: readonly Field[] = [
  { of: "event", column: "path" },
  { of: "event", column: "name" },
  { of: "event", column: "hostname" },
];
const PROPERTY: Field = { of: "property", name: "plan" };

const COUNTS: readonly Measure[] = ["visitors", "count", "firstAt", "lastAt"];
const MEASURES: Readonly<Record<RowSet, readonly Measure[]>> = {
  sessions: [...COUNTS, "bounces", "sessionMs"],
  pageviews: [...COUNTS, "timedCount", "timedMs"],
  activity: [...COUNTS, "timedCount", "timedMs"],
  events: [...COUNTS, "timedCount", "timedMs"],
  presence: COUNTS,
};

const FIELDS: Readonly<Record<RowSet, readonly Field[]>> = {
  sessions: SESSION_FIELDS,
  pageviews: [...SESSION_FIELDS, ...EVENT_FIELDS],
  activity: [...SESSION_FIELDS, ...EVENT_FIELDS, PROPERTY],
  events: [...SESSION_FIELDS, ...EVENT_FIELDS, PROPERTY],
  presence: SESSION_FIELDS,
};

const VALUES = [
  "/1",
  "/2",
  "1",
  "Google",
  "",
  "é",
  "FR",
  "new",
  "returning",
  "happened",
  "pro",
  "3",
  "true",
  "'\\%_",
  "h",
];
const PROPERTIES = [
  "",
  '{"plan":"pro"}',
  '{"plan":3}',
  '{"plan":true}',
  '{"plan":null}',
  '{"plan":""}',
  '{"plan":0.25,"other":"pro"}',
  '{"other":1}',
  '{"plan":"é\\n\\"\'\\\\%_"}',
];

/** Events of `histories`, with properties, times on page and texts for the dimensions. */
export const tellingHistories: fc.Arbitrary<EnrichedEvent[]> = histories.chain((events) =>
  fc
    .array(
      fc.record({
        properties: fc.constantFrom(...PROPERTIES),
        durationMs: fc.option(fc.integer({ min: 0, max: 90_000 })),
        source: fc.constantFrom("Google", "Direct / None", "é"),
        country: fc.constantFrom("FR", "US", ""),
      }),
      { minLength: events.length, maxLength: events.length },
    )
    .map((details) =>
      events.map((event, index) => {
        const { properties = "", durationMs = null, source = "", country = "" } = details[index] ?? {};
        const isPage = event.kind === "pageview";
        return {
          ...event,
          properties: isPage ? "" : properties,
          ...(isPage && durationMs !== null ? { durationMs } : {}),
          visit: { ...event.visit, source, country },
        };
      }),
    ),
);

const conditionOf = (fields: readonly Field[]): fc.Arbitrary<Condition> =>
  fc.record({
    field: fc.constantFrom(...fields),
    operator: fc.constantFrom(...OPERATORS),
    values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }),
  });

const filters: fc.Arbitrary<Filters> = fc.record({
  session: fc.array(conditionOf(SESSION_FIELDS), { maxLength: 1 }),
  page: fc.array(conditionOf(EVENT_FIELDS), { maxLength: 1 }),
  event: fc.array(conditionOf([...EVENT_FIELDS, PROPERTY]), { maxLength: 1 }),
});

/** One to three spans, some with gaps between them; their ends meet instants at which the histories have events. */
const spans: fc.Arbitrary<Span[]> = fc
  .tuple(
    fc.constantFrom(-60_000, 0, 1, 60_000, 60_000, VISIT_GAP_MS),
    fc.array(
      fc.record({
        gapMs: fc.constantFrom(0, 0, 1, 60_000),
        lengthMs: fc.constantFrom(60_000, VISIT_GAP_MS, 3 * VISIT_GAP_MS),
        count: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([from, drawn]) => {
    let start = START_MS + from;
    let first = 0;
    return drawn.map(({ gapMs, lengthMs, count }) => {
      const span = { start: start + gapMs, lengthMs, count, first };
      start = span.start + lengthMs * count;
      first += count;
      return span;
    });
  });

function partArbitrary(index: number, keys: number): fc.Arbitrary<Part> {
  return fc.constantFrom(...(Object.keys(MEASURES) as RowSet[])).chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      by: fc.array(fc.constantFrom(...FIELDS[rows]), { minLength: keys, maxLength: keys }),
      measures: fc
        .uniqueArray(fc.constantFrom(...MEASURES[rows]), { minLength: 1, maxLength: 3 })
        .chain((measures) => fc.tuple(...measures.map((measure) => measureArbitrary(measure, index)))),
    }),
  );
}

const measureArbitrary = (measure: Measure, index: number): fc.Arbitrary<PlannedMeasure> =>
  fc
    .option(fc.integer({ min: 0, max: 3 }))
    .map((bucket) => ({ name: `${measure}${index}`, measure, ...(bucket === null ? {} : { bucket }) }));

/** Parts that can be told from visits alone, as the overview and its series ask for them. */
function visitParts(by: readonly Field[]): Part[] {
  return [
    { rows: "activity", by, measures: [{ name: "visitors", measure: "visitors" }] },
    { rows: "pageviews", by, measures: [{ name: "views", measure: "count" }] },
    {
      rows: "sessions",
      by,
      measures: [
        { name: "sessions", measure: "count" },
        { name: "bounces", measure: "bounces" },
        { name: "firstBounces", measure: "bounces", bucket: 0 },
        { name: "sessionMs", measure: "sessionMs" },
      ],
    },
  ];
}

const visitPlans = fc.record({
  keys: fc.constantFrom<string[]>([], ["first"]),
  field: fc.constantFrom(...SESSION_FIELDS),
  session: fc.array(conditionOf(SESSION_FIELDS), { maxLength: 1 }),
});

const partsAndFilters: fc.Arbitrary<Pick<Plan, "keys" | "parts" | "filters">> = fc.oneof(
  fc.record({ parts: fc.integer({ min: 1, max: 3 }), keys: fc.integer({ min: 0, max: 2 }) }).chain(({ parts, keys }) =>
    fc.record({
      keys: fc.constant(["first", "second"].slice(0, keys)),
      parts: fc.tuple(...Array.from({ length: parts }, (_, index) => partArbitrary(index, keys))),
      filters,
    }),
  ),
  visitPlans.map(({ keys, field, session }) => ({
    keys,
    parts: visitParts(keys.map(() => field)),
    filters: { session, page: [], event: [] },
  })),
);

/** Plans of every kind that reports could make, and some that they do not. */
export const plans: fc.Arbitrary<Omit<Plan, "projectId">> = fc
  .record({
    asked: partsAndFilters,
    spans,
    byBucket: fc.boolean(),
    totals: fc.boolean(),
    skipEmptyKeys: fc.boolean(),
    isOrdered: fc.boolean(),
    limit: fc.option(fc.integer({ min: 1, max: 4 })),
  })
  .map(({ asked, isOrdered, limit, ...plan }) => {
    const order = asked.parts[0]?.measures[0]?.name;
    return {
      ...asked,
      ...plan,
      ...(isOrdered && order !== undefined ? { order } : {}),
      ...(limit === null ? {} : { limit }),
    };
  });
