import type { EnrichedEvent, VisitFacts } from "@heliometer/events";
import fc from "fast-check";
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
  readonly visitor: number;
  readonly minute: number;
  readonly millisecond: number;
  readonly kind: EnrichedEvent["kind"];
  readonly path: string;
  readonly name: string;
  readonly plan: string | number | boolean | null;
  readonly source: string;
  readonly country: string;
}

const draftArbitrary: fc.Arbitrary<Draft> = fc.record({
  visitor: fc.nat(4),
  // Most events lie within two days of the change of clocks, many of them less than half an hour apart.
  minute: fc.oneof(
    fc.integer({ min: -120, max: 120 }),
    fc.integer({ min: -2880, max: 2880 }),
    fc.integer({ min: -60_000, max: 15_000 }),
  ),
  millisecond: fc.constantFrom(0, 0, 0, 1, 59_999),
  kind: fc.constantFrom("pageview", "pageview", "pageview", "custom", "server"),
  path: fc.constantFrom(...PATHS),
  name: fc.constantFrom(...NAMES),
  plan: fc.constantFrom("pro", "free", 3, true, null),
  source: fc.constantFrom(...FACTS.source),
  country: fc.constantFrom(...FACTS.country),
});

const NO_FACTS: VisitFacts = {
  referrer: "",
  referrerHost: "",
  source: "",
  channel: "",
  utmSource: "",
  utmMedium: "",
  utmCampaign: "",
  utmTerm: "",
  utmContent: "",
  country: "",
  region: "",
  city: "",
  device: "",
  browser: "",
  os: "",
  language: "",
};

function eventOf(draft: Draft, at: { projectId: string; index: number; center: number }): EnrichedEvent {
  const isPage = draft.kind === "pageview";
  const hasPlan = !isPage && draft.plan !== null;
  return {
    projectId: at.projectId,
    eventId: `event-${at.index}`,
    ts: at.center + draft.minute * MINUTE_MS + draft.millisecond,
    kind: draft.kind,
    visitorId: `visitor-${draft.visitor}`,
    name: isPage ? "" : draft.name,
    hostname: draft.visitor === 0 ? "blog.example.com" : "example.com",
    path: draft.path,
    title: isPage ? `Title ${draft.millisecond}${draft.path}` : "",
    properties: hasPlan ? JSON.stringify({ plan: draft.plan, other: 1 }) : "",
    visit: {
      ...NO_FACTS,
      source: draft.source,
      channel: draft.source === "Google" ? "Organic" : "Direct",
      country: draft.country,
    },
  };
}

export interface History {
  readonly zone: keyof typeof ZONES;
  readonly center: number;
  /** In the order of arrival, some of them twice. */
  readonly batches: readonly (readonly EnrichedEvent[])[];
}

/** Events around a change of clocks: ties, duplicates, late arrivals, in up to three batches. */
export function historyArbitrary(projectId: string): fc.Arbitrary<History> {
  return fc
    .tuple(
      zoneArbitrary,
      fc.array(draftArbitrary, { maxLength: 50 }),
      fc.array(fc.nat(49), { maxLength: 5 }),
      fc.tuple(fc.nat(50), fc.nat(50)),
    )
    .map(([zone, drafts, repeated, cuts]) => {
      const center = Date.parse(ZONES[zone]);
      const events = drafts.map((draft, index) => eventOf(draft, { projectId, index, center }));
      const arriving = [...events, ...repeated.flatMap((index) => events[index] ?? [])];
      const [first, second] = [Math.min(...cuts), Math.max(...cuts)];
      const batches = [arriving.slice(0, first), arriving.slice(first, second), arriving.slice(second)];
      return { zone, center, batches };
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
