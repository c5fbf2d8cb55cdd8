export { type ApplyResult, applyRecords, type RecordBatch } from "./apply/apply.ts";
export { startBackfill } from "./backfills/start.ts";
export { stopBackfill } from "./backfills/stop.ts";
export { revenueChanged } from "./changes.ts";
export { type ConnectProvider, connectProvider, type NewConnection } from "./connections/connect.ts";
export type { ConnectionContext } from "./connections/context.ts";
export { disconnectProvider } from "./connections/disconnect.ts";
export type { ConnectionId } from "./connections/find.ts";
export { type BackfillView, type ConnectionView, type DeliveryFailure, listConnections } from "./connections/list.ts";
export { replaceConnectionSecrets } from "./connections/replace-secrets.ts";
export type { ConnectionSecrets } from "./connections/secrets.ts";
export { openRevenueSecret, type RevenueContext, type RevenueSecret } from "./context.ts";
export type { IncomingDelivery } from "./deliveries/accept.ts";
export { openProviderDesk, type ProviderDesk } from "./deliveries/desk.ts";
export type { DeskContext, ProviderLog } from "./deliveries/desk-context.ts";
export { customerSubject, markAllDirty, markDirty, type RevenueSubject, spendSubject } from "./dirty.ts";
export { findCustomers, type KnownCustomer } from "./find-customers.ts";
export { type ForgottenPerson, findCustomerVisitors, forgetCustomers } from "./forget-customers.ts";
export {
  ChargeBody,
  ChargeChange,
  CustomerBody,
  CustomerChange,
  EXAMPLES as REVENUE_EXAMPLES,
  SubscriptionBody,
  SubscriptionChange,
} from "./manual/bodies.ts";
export { changeCharge, listCharges, storeCharge } from "./manual/charges.ts";
export { changeCustomer, listCustomers, storeCustomer } from "./manual/customers.ts";
export { changeSubscription, listSubscriptions, storeSubscription } from "./manual/subscriptions.ts";
export { writeMinor } from "./money/write-minor.ts";
export { openProjector, type Projector } from "./project/projector.ts";
export { PROVIDERS } from "./providers/catalogue.ts";
export type { Provider } from "./providers/provider.ts";
export { listMissingRates, type MissingRate } from "./rates/missing.ts";
export { type RateRow, type RatesFile, readRatesFile } from "./rates/read-file.ts";
export { describeRates, type StoredRates, storeRates } from "./rates/store.ts";
export type {
  ChargeRecord,
  Checkout,
  CustomerRecord,
  CustomerReference,
  Discount,
  Metadata,
  ProviderName,
  RefundRecord,
  RevenueRecord,
  Seen,
  SubscriptionItem,
  SubscriptionRecord,
  SubscriptionState,
  SubscriptionStatus,
} from "./records.ts";
export {
  ATTRIBUTION_MODELS,
  type AttributionModel,
  REVENUE_DEFAULTS,
  type RevenueSettings,
  readRevenueSettings,
  WINDOW_DAYS_MAX,
  writeRevenueSettings,
} from "./settings.ts";
export { acceptSpend, refuseRows, SPEND_ROWS_MAX } from "./spend/accept.ts";
export { readSpendFile, type SpendFile } from "./spend/files/read-file.ts";
export { SPEND_EXAMPLE, Spend } from "./spend/row.ts";
export { compareSpend, type SpendContext, type StoredSpend, storeSpend } from "./spend/store.ts";
export { summarizeSpend } from "./spend/summary.ts";
export { type SpendSum, sumSpend } from "./spend/sums.ts";
