import { NOTHING_KNOWN, type VisitFacts } from "@heliometer/events";

/** What an export does not tell. */
export const NOT_SET = "(not set)";

/** A visit of which nothing is known, not even whether it came directly. */
export const UNKNOWN_FACTS: VisitFacts = { ...NOTHING_KNOWN, source: NOT_SET, channel: NOT_SET };
