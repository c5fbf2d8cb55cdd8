export {
  type Access,
  type AccessibleProject,
  type Actor,
  PLANS,
  type Plan,
  type ProjectView,
  planAtLeast,
  ROLES,
  type Role,
  roleAtLeast,
  SCOPES,
  type Scope,
  type Standing,
} from "./access.ts";
export { allowanceHeaders, type CallAllowance, createCallCount } from "./call-count.ts";
export { CHANNELS, type Channel } from "./channels.ts";
export { type Clock, systemClock } from "./clock.ts";
export { currencyOf, minorDigitsOf } from "./currencies.ts";
export {
  Conflict,
  Forbidden,
  HeliometerError,
  type InputFault,
  InvalidInput,
  NotFound,
  RateLimited,
  type RowFault,
  showReceived,
  Unauthenticated,
  Unavailable,
} from "./errors.ts";
export { networkOf, unmappedAddress } from "./networks.ts";
export { isPostgresOutage, outageReason } from "./postgres-outage.ts";
export { equalSecrets, hashSecret, KEY_PREFIXES, type KeyKind, newId, newKey, newSecret } from "./secrets.ts";
export { createSlidingCount } from "./sliding-count.ts";
