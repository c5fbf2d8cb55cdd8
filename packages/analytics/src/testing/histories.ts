import { type EnrichedEvent, NOTHING_KNOWN } from "@heliometer/events";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import type { Filter } from "../input/filters.ts";

/** Zones with awkward clocks, and an instant near a change of theirs. */
export const ZONES = {
  "Europe/Paris": "2026-10-25T01:00:00Z",
  "America/New_York": "2026-11-01T06:00:00Z",
  "Asia/Kolkata": "2026-11-10T18:30:00Z",
  "Australia/Lord_Howe": "2026-04-04T15:00:00Z",
  "Africa/Cairo": "2026-04-23T22:00:00Z",
  "America/Havana": "2026-11-01T05:00:00Z",
  "Asia/Kathmandu": "2026-06-30T18:15:00Z",
  "Pacific/Auckland": "2026-09-26T14:00:00Z",
  UTC: "2026-02-28T23:30:00Z",
} as const;

export const zoneArbitrary = fc.constantFrom(...(Object.keys(ZONES) as (keyof typeof ZONES)[]));

const MINUTE_MS = 60_000;
const PATHS = ["/", "/pricing", "/blog/é", "/a'b%_\\$1"];
const NAMES = ["signup", "download", "𝒜 click"];
const FACTS: Readonly<Record<"source" | "country", readonly string[]>> = {
  source: ["Google", "Direct / None", 'new"sletter'],
  country: ["FR", "US", ""],
};

interface Draft {
  /** Minutes after the event before it. */
  readonly after: number;
  readonly millisecond: number;
  readonly kind: EnrichedEvent["kind"];
  readonly path: string;
  readonly name: string;
  readonly plan: string | number | boolean | null;
  readonly source: string;
  readonly country: string;
}

/** Events of one visitor, some of them close together. */
interface Burst {
  readonly visitor: number;
  /** From where the minutes are counted: the change of clocks, or a midnight so many days from it. */
  readonly midnight: number | null;
  readonly minute: number;
  readonly drafts: readonly Draft[];
}

const draftArbitrary: fc.Arbitrary<Draft> = fc.record({
  after: fc.constantFrom(0, 1, 7, 20, 30, 31),
  millisecond: fc.constantFrom(0, 0, 0, 0, 1),
  kind: fc.constantFrom("pageview", "pageview", "pageview", "custom", "server"),
  path: fc.constantFrom(...PATHS),
  name: fc.constantFrom(...NAMES),
  plan: fc.constantFrom("pro", "free", 3, true, null),
  source: fc.constantFrom(...FACTS.source),
  country: fc.constantFrom(...FACTS.country),
});

/** Visits like to cross midnight or to begin with it: there a range or a bucket ends. */
const burstArbitrary: fc.Arbitrary<Burst> = fc.record({
  visitor: fc.nat(2),
  midnight: fc.oneof(fc.constantFrom(null, 0, 1), fc.integer({ min: -3, max: 3 }), fc.constantFrom(-40, -8, 8)),
  minute: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(-20, -7, -1, 0, 0) },
    { weight: 2, arbitrary: fc.integer({ min: -90, max: 30 }) },
    { weight: 1, arbitrary: fc.integer({ min: -1440, max: 1440 }) },
  ),
  drafts: fc.array(draftArbitrary, { minLength: 1, maxLength: 5 }),
});

function startOf({ midnight, minute }: Burst, zone: keyof typeof ZONES): number {
  const center = Temporal.Instant.from(ZONES[zone]);
  const day = center
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ days: midnight ?? 0 });
  const from = midnight === null ? center : day.toZonedDateTime(zone).toInstant();
  return from.epochMilliseconds + minute * MINUTE_MS;
}

/** The events of a burst; the first one has nothing before it. */
function eventsOf(burst: Burst, zone: keyof typeof ZONES): Omit<EnrichedEvent, "eventId" | "projectId">[] {
  let ts = startOf(burst, zone);
  return burst.drafts.map((draft, index) => {
    ts += index === 0 ? 0 : draft.after * MINUTE_MS;
    return eventOf(draft, { ts: ts + draft.millisecond, visitor: burst.visitor });
  });
}

function eventOf(
  draft: Draft,
  { ts, visitor }: { ts: number; visitor: number },
): Omit<EnrichedEvent, "eventId" | "projectId"> {
  const isPage = draft.kind === "pageview";
  const hasPlan = !isPage && draft.plan !== null;
  return {
    ts,
    kind: draft.kind,
    visitorId: `visitor-${visitor}`,
    name: isPage ? "" : draft.name,
    hostname: visitor === 0 ? "blog.example.com" : "example.com",
    path: draft.path,
    title: isPage ? `Title ${draft.millisecond}${draft.path}` : "",
    properties: hasPlan ? JSON.stringify({ plan: draft.plan, other: 1 }) : "",
    visit: {
      ...NOTHING_KNOWN,
      source: draft.source,
      channel: draft.source === "Google" ? "Organic" : "Direct",
      country: draft.country,
    },
  };
}

/** What comes to the store: a batch of events, some of them for the second time, or two ids that are one visitor. */
export type Step = { readonly events: readonly EnrichedEvent[] } | { readonly from: string; readonly into: string };

export interface History {
  readonly zone: keyof typeof ZONES;
  readonly center: number;
  /** In the order of arrival. */
  readonly steps: readonly Step[];
}

/** The same a few minutes later by another visitor: once both are one, their visits overlap. */
function withTwins(bursts: readonly Burst[]): Burst[] {
  const twins = bursts.map((burst) => ({ ...burst, visitor: (burst.visitor + 1) % 3, minute: burst.minute + 3 }));
  return [...bursts, ...twins];
}

/** Merges of the visitors, with one who has no events; `after` counts the batches before it. */
const mergesArbitrary = fc.array(
  fc.record({
    from: fc.nat(3).map((visitor) => `visitor-${visitor}`),
    into: fc.nat(3).map((visitor) => `visitor-${visitor}`),
    after: fc.nat(3),
  }),
  { maxLength: 3 },
);

/** Events around a change of clocks: ties, duplicates, late arrivals, in up to three batches, and merges between them. */
export function historyArbitrary(projectId: string): fc.Arbitrary<History> {
  return fc
    .tuple(
      zoneArbitrary,
      fc.array(burstArbitrary, { minLength: 2, maxLength: 16, size: "max" }),
      fc.array(fc.nat(30), { maxLength: 5 }),
      fc.tuple(fc.nat(40), fc.nat(40)),
      mergesArbitrary,
      fc.boolean(),
    )
    .map(([zone, bursts, repeated, cuts, merges, hasTwins]) => {
      const center = Date.parse(ZONES[zone]);
      const drafts = (hasTwins ? withTwins(bursts) : bursts).flatMap((burst) => eventsOf(burst, zone));
      const events = drafts.map((event, index) => ({ ...event, projectId, eventId: `event-${index}` }));
      const arriving = [...events, ...repeated.flatMap((index) => events[index] ?? [])];
      const [first, second] = [Math.min(...cuts), Math.max(...cuts)];
      const batches = [arriving.slice(0, first), arriving.slice(first, second), arriving.slice(second)];
      const all = hasTwins ? [...merges, { from: "visitor-0", into: "visitor-1", after: batches.length }] : merges;
      const mergesAfter = (count: number): Step[] => all.filter(({ after }) => after === count);
      const steps = batches.flatMap((batch, index) => [{ events: batch }, ...mergesAfter(index + 1)]);
      return { zone, center, steps: [...mergesAfter(0), ...steps] };
    });
}

const operatorArbitrary = fc.constantFrom("is", "is_not", "contains", "not_contains", "starts_with");

function filterOf(dimension: Filter["dimension"], values: readonly string[], property?: string): fc.Arbitrary<Filter> {
  return fc.record({
    dimension: fc.constant(dimension),
    ...(property === undefined ? {} : { property: fc.constant(property) }),
    operator: operatorArbitrary,
    values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  });
}

const whole = (dimension: Filter["dimension"], values: readonly string[]): fc.Arbitrary<Filter> =>
  fc.record({
    dimension: fc.constant(dimension),
    operator: fc.constantFrom("is", "is_not"),
    values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  });

/** Up to two filters of all kinds. */
export const filtersArbitrary: fc.Arbitrary<Filter[]> = fc.array(
  fc.oneof(
    filterOf("page", ["/", "/pricing", "b", "'"]),
    filterOf("host", ["blog", "example.com"]),
    filterOf("entryPage", ["/", "/pricing"]),
    filterOf("exitPage", ["/blog/é", "/"]),
    filterOf("source", ["Google", "o", 'new"sletter']),
    filterOf("channel", ["Organic", "Dir"]),
    whole("country", ["FR", "US", ""]),
    whole("visitorType", ["new", "returning"]),
    filterOf("eventName", ["signup", "𝒜 click", "o"]),
    filterOf("eventProperty", ["pro", "3", "true", "p"], "plan"),
  ),
  { maxLength: 2 },
);
