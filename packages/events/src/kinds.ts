import type { Condition, Filters } from "./plan.ts";
import type { EventKind } from "./store.ts";

/** How the kinds of events stand in the tables. */
export const KIND_CODES: Readonly<Record<EventKind, number>> = { pageview: 1, custom: 2, server: 3, signal: 4 };

export const PAGE_VIEW = [KIND_CODES.pageview];
export const CLIENT_EVENTS = [KIND_CODES.pageview, KIND_CODES.custom];
const CUSTOM_EVENTS = [KIND_CODES.custom, KIND_CODES.server];
const NAMED_EVENTS = [...CUSTOM_EVENTS, KIND_CODES.signal];

/** Whether an event of this kind opens a visit or prolongs one. */
export function isOfVisit(kind: EventKind): boolean {
  return kind === "pageview" || kind === "custom";
}

/** The kinds of custom events: what pages report of themselves belongs to them only where its name is asked for. */
export function customKinds({ event }: Pick<Filters, "event">): readonly number[] {
  return event.some(asksForName) ? NAMED_EVENTS : CUSTOM_EVENTS;
}

/** Whether events of servers are among these kinds: such an event may lie outside the time of the visit that it joins. */
export function includeServers(kinds: readonly number[]): boolean {
  return kinds.includes(KIND_CODES.server);
}

function asksForName({ field, operator }: Condition): boolean {
  return field.of === "event" && field.column === "name" && operator === "is";
}
