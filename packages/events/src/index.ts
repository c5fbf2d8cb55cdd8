export { type DemoEventsOptions, generateDemoEvents } from "./demo/generate.ts";
export { lookUpVisits, type VisitsOnRecord } from "./look-up-visits.ts";
export { type EventStoreOptions, openEventStore } from "./open.ts";
export {
  type Condition,
  type EventColumn,
  type Field,
  type Filters,
  type Measure,
  OPERATORS,
  type Operator,
  type Part,
  type Plan,
  type PlannedMeasure,
  type ResultRow,
  type RowSet,
  type SessionColumn,
  type Span,
} from "./plan.ts";
export type {
  Amendment,
  AmendResult,
  AppendResult,
  EnrichedEvent,
  EraseResult,
  Erasure,
  EventKind,
  EventStore,
  MergeResult,
  QueryRow,
  QueryValue,
  RunOptions,
  StoreQuery,
  VisitFacts,
  VisitorMerge,
} from "./store.ts";
export { NOTHING_KNOWN, type OriginFacts } from "./visit-facts.ts";
