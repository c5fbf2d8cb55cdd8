export { classify, type Touch, type TrafficOrigin } from "./channels/classify.ts";
export { CHANNEL_RULES_VERSION, CHANNELS, type Channel } from "./channels/rules.ts";
export type { BotReason, IngestCounters } from "./counters.ts";
export type { FindProject } from "./credentials.ts";
export type { Entry, Pipeline } from "./pipeline/entries.ts";
export { RATE_KINDS, RATE_LIMITS, type RateLimits } from "./rates/rates.ts";
export type { RefusalReason } from "./refusals.ts";
export { type Ingest, type IngestOptions, registerIngest } from "./register.ts";
