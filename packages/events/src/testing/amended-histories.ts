import fc from "fast-check";
import { hashId } from "../hash.ts";
import { isOfVisit } from "../kinds.ts";
import { VISIT_GAP_MS } from "../sessions.ts";
import type { Amendment, EnrichedEvent, EventStore } from "../store.ts";
import { describeVisit, type ExpectedVisit, START_MS, sortVisits } from "./histories.ts";
import { mergedHistories, type Step } from "./merged-histories.ts";

const DAY_MS = 86_400_000;

/** What happens to a store: events come, two ids become one visitor, or something is learnt of visits. */
export type AmendedStep = Step | { readonly amendments: readonly Amendment[] };

const OFFSETS_MS = [0, 1, 60_000, VISIT_GAP_MS - 1, VISIT_GAP_MS, VISIT_GAP_MS + 1, 2 * VISIT_GAP_MS];
const DURATIONS_MS = [0, 1, 60_000, VISIT_GAP_MS, 2 * VISIT_GAP_MS];

/** Amendments of a history of up to forty events: of pages, of other events, of events that never come; some twice. */
const amendments: fc.Arbitrary<Amendment[]> = fc.array(
  fc
    .record({
      kind: fc.constantFrom("duration" as const, "alive" as const),
      subject: fc.nat(40),
      offset: fc.constantFrom(...OFFSETS_MS),
      further: fc.constantFrom(...OFFSETS_MS),
      durationMs: fc.constantFrom(...DURATIONS_MS),
    })
    .map(({ kind, subject, offset, further, durationMs }): Amendment => {
      const shared = { projectId: "project", at: START_MS + offset + further };
      return kind === "alive"
        ? { kind, ...shared, visitorId: `v${subject % 4}` }
        : { kind, ...shared, eventId: `e${subject}`, durationMs };
    }),
  { maxLength: 12 },
);

/** Histories with amendments between their batches; `isMerged` tells whether visitors become one in them. */
export function amendedHistories(isMerged: boolean): fc.Arbitrary<AmendedStep[]> {
  const batches = fc.array(fc.tuple(amendments, fc.nat(20)), { minLength: 1, maxLength: 3 });
  return fc.tuple(mergedHistories, batches).map(([merged, learnt]) => {
    const steps = isMerged ? merged : merged.filter((step) => !("from" in step));
    const before = steps.flatMap((step, place): AmendedStep[] => [
      ...learnt.filter(([, at]) => at === place).map(([batch]) => ({ amendments: batch })),
      step,
    ]);
    return [...before, ...learnt.filter(([, at]) => at >= steps.length).map(([batch]) => ({ amendments: batch }))];
  });
}

/** The same step in another project. */
export function moveStep(step: AmendedStep, projectId: string): AmendedStep {
  if ("from" in step) return step;
  if ("events" in step) return { events: step.events.map((event) => ({ ...event, projectId })) };
  return { amendments: step.amendments.map((amendment) => ({ ...amendment, projectId })) };
}

/** Lets all of it happen to a store, step by step. */
export async function playSteps(
  store: Pick<EventStore, "append" | "mergeVisitors" | "amend">,
  projectId: string,
  steps: readonly AmendedStep[],
): Promise<void> {
  for (const step of steps) {
    if ("from" in step) await store.mergeVisitors({ projectId, from: step.from, into: step.into });
    else if ("events" in step) await store.append(step.events);
    else await store.amend(step.amendments);
  }
}

/** A stretch in which a visitor was there; an event is in one of them or none is. */
interface Stretch {
  readonly event: EnrichedEvent | null;
  readonly visitorId: string;
  readonly from: number;
  readonly to: number;
  group: Set<Stretch>;
}

export interface AmendedState {
  readonly visits: ExpectedVisit[];
  /** The duration of every event that has one. */
  readonly durations: Record<string, number>;
}

type Beacon = Extract<Amendment, { kind: "duration" }>;

/** What has come so far. */
interface Arrived {
  readonly events: Map<string, EnrichedEvent>;
  readonly beacons: Beacon[];
  readonly stretches: Stretch[];
  canonical: ReadonlyMap<string, string>;
}

/** What the tables must show, by brute force; visits that ended before `since` are as if they had never been. */
export function replayAmended(steps: readonly AmendedStep[], since = Number.NEGATIVE_INFINITY): AmendedState {
  const canonical = new Map(["v0", "v1", "v2", "v3"].map((id) => [id, id]));
  const arrived: Arrived = { events: new Map(), beacons: [], stretches: [], canonical };
  for (const step of steps) {
    if ("from" in step) mergeIds(arrived, step);
    else link(arrived, "events" in step ? takeEvents(arrived, step.events) : takeAmendments(arrived, step.amendments));
  }
  return { visits: describe(arrived, since), durations: durationsOf(arrived) };
}

function mergeIds(arrived: Arrived, { from, into }: { readonly from: string; readonly into: string }): void {
  const [gone, stays] = [arrived.canonical.get(from), arrived.canonical.get(into) ?? into];
  arrived.canonical = new Map([...arrived.canonical].map(([id, stands]) => [id, stands === gone ? stays : stands]));
}

function takeEvents(arrived: Arrived, events: readonly EnrichedEvent[]): Stretch[] {
  return events.flatMap((event) => {
    if (arrived.events.has(event.eventId)) return [];
    arrived.events.set(event.eventId, event);
    if (!isOfVisit(event.kind)) return [];
    const stretch = stretchOf(event.visitorId, event.ts, event.ts + (event.durationMs ?? 0), event);
    const own = arrived.beacons.filter(({ eventId }) => eventId === event.eventId);
    return [stretch, ...own.flatMap((beacon) => readBeacon(arrived, beacon))];
  });
}

function takeAmendments(arrived: Arrived, batch: readonly Amendment[]): Stretch[] {
  return batch.flatMap((amendment) => {
    if (amendment.kind === "alive") return [stretchOf(amendment.visitorId, amendment.at, amendment.at)];
    arrived.beacons.push(amendment);
    return readBeacon(arrived, amendment);
  });
}

function readBeacon({ events }: Arrived, { eventId, at, durationMs }: Beacon): Stretch[] {
  const event = events.get(eventId);
  if (event?.kind !== "pageview" || !isInTime({ at }, event)) return [];
  const end = event.ts + durationMs;
  return [stretchOf(event.visitorId, event.ts, Math.max(event.ts, at - end <= VISIT_GAP_MS ? at : end))];
}

function stretchOf(visitorId: string, ...[from, to, event]: [number, number, EnrichedEvent?]): Stretch {
  const stretch: Stretch = { event: event ?? null, visitorId, from, to, group: new Set() };
  stretch.group.add(stretch);
  return stretch;
}

/** Connects what is new, and what waits of the same visitors, with everything of theirs that is close. */
function link(arrived: Arrived, fresh: readonly Stretch[]): void {
  arrived.stretches.push(...fresh);
  const touched = new Set(fresh.map((stretch) => ownerOf(arrived, stretch)));
  const waiting = arrived.stretches.filter((each) => touched.has(ownerOf(arrived, each)) && isWaiting(each));
  for (const one of new Set([...fresh, ...waiting])) {
    for (const other of arrived.stretches) {
      if (ownerOf(arrived, one) === ownerOf(arrived, other) && areClose(one, other)) join(one, other);
    }
  }
}

function ownerOf({ canonical }: Arrived, { visitorId }: Stretch): string {
  return canonical.get(visitorId) ?? visitorId;
}

/** Whether no visit stands behind a sign. */
function isWaiting({ event, from, group }: Stretch): boolean {
  return event === null && ![...group].some((other) => other.event !== null && other.from <= from);
}

function isInTime({ at }: { readonly at: number }, { ts }: EnrichedEvent): boolean {
  return at - ts <= 2 * DAY_MS && ts - at <= DAY_MS;
}

function areClose(one: Stretch, other: Stretch): boolean {
  return one.from - other.to <= VISIT_GAP_MS && other.from - one.to <= VISIT_GAP_MS;
}

function join(one: Stretch, other: Stretch): void {
  if (one.group === other.group) return;
  const { group } = other;
  for (const each of group) {
    one.group.add(each);
    each.group = one.group;
  }
}

function describe(arrived: Arrived, since: number): ExpectedVisit[] {
  const visits: ExpectedVisit[] = [];
  for (const [visitor, own] of Map.groupBy(arrived.stretches, (stretch) => ownerOf(arrived, stretch))) {
    const groups = [...new Set(own.map(({ group }) => group))].map((group) => ({
      events: [...group].flatMap(({ event }) => event ?? []).sort(byTime),
      until: Math.max(...[...group].map(({ to }) => to)),
    }));
    const withEvents = groups.filter(({ events, until }) => events.length > 0 && until >= since);
    withEvents.sort(({ events: [one] }, { events: [other] }) => (one && other ? byTime(one, other) : 0));
    let prevAt: number | null = null;
    for (const { events, until } of withEvents) {
      const visit = describeVisit(visitor, events, prevAt);
      visits.push({ ...visit, last_activity_at: until });
      prevAt = visit.started_at;
    }
  }
  return sortVisits(visits);
}

function byTime(one: EnrichedEvent, other: EnrichedEvent): number {
  const isFirst = hashId(one.projectId, one.eventId) < hashId(other.projectId, other.eventId);
  return one.ts - other.ts || (isFirst ? -1 : 1);
}

function durationsOf({ events, beacons }: Arrived): Record<string, number> {
  const durations: Record<string, number> = {};
  for (const { eventId, durationMs } of events.values()) if (durationMs !== undefined) durations[eventId] = durationMs;
  for (const beacon of beacons) {
    const event = events.get(beacon.eventId);
    if (event?.kind !== "pageview" || !isInTime(beacon, event)) continue;
    durations[beacon.eventId] = Math.max(beacon.durationMs, durations[beacon.eventId] ?? 0);
  }
  return durations;
}
