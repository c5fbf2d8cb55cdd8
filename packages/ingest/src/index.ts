export { classify, classifyName, type Touch, type TrafficOrigin } from "./channels/classify.ts";
export { CHANNEL_RULES_VERSION } from "./channels/rules.ts";
export type { BotReason, IngestCounters } from "./counters.ts";
export type { FindProject } from "./credentials.ts";
export { readCampaign } from "./enrich/campaign.ts";
export { openGeo } from "./enrich/geo.ts";
export { readLanguage } from "./enrich/language.ts";
export { readReferrer } from "./enrich/referrer.ts";
export { cut } from "./enrich/text.ts";
export { runErasures, runRetention } from "./erasure/run.ts";
export {
  EVENT_NAME_CHARACTERS_MAX,
  HOSTNAME_CHARACTERS_MAX,
  PATH_CHARACTERS_MAX,
  PROPERTIES_BYTES_MAX,
  TITLE_CHARACTERS_MAX,
} from "./limits.ts";
export type { Entry, Pipeline } from "./pipeline/entries.ts";
export { RATE_KINDS, RATE_LIMITS, type RateLimits } from "./rates/rates.ts";
export type { RefusalReason } from "./refusals.ts";
export { type Ingest, type IngestOptions, registerIngest } from "./register.ts";
export { SERVER_API_PATHS } from "./server-api/openapi.ts";
export { SERVER_CALLS, SERVER_RATE_LIMITS, type ServerRateLimits } from "./server-api/rates.ts";
