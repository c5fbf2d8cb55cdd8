export { type DemoEventsOptions, generateDemoEvents } from "./demo/generate.ts";
export { createRandom, type Random } from "./demo/random.ts";
export { DIRECT_CHANNEL, FACT_KINDS, type FactKind, type RevenueFact, type SubjectFacts } from "./facts.ts";
export { lookUpTouches, type Touch } from "./look-up-touches.ts";
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
export {
  ATTRIBUTION_MODELS,
  type AttributionModel,
  attribute,
  CREDIT_GROUPS,
  type Credit,
  type CreditGroup,
} from "./revenue/attribute.ts";
export { type CustomerCounts, countCustomers } from "./revenue/count-customers.ts";
export type { FactSource, Stretch } from "./revenue/question.ts";
export { readFactExtent } from "./revenue/read-extent.ts";
export { type FactSum, sumFacts } from "./revenue/sum-facts.ts";
export { type SpendSum, sumSpend } from "./revenue/sum-spend.ts";
export { type CustomerFacts, findTopCustomers } from "./revenue/top-customers.ts";
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
