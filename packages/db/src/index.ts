export { createAnnouncement } from "./announcement.ts";
export { clearDeleted } from "./clear-deleted.ts";
export type { PrivacySettingsRow } from "./collection-tables.ts";
export { type Database, type OpenDatabase, openDatabase } from "./database.ts";
export { exclusively, lockNumberOf, takeTurn } from "./exclusive.ts";
export { findRows } from "./find-rows.ts";
export { gatherQuestions, gatherWrites, isAmong, rowsOf } from "./gather.ts";
export type { ImportRow } from "./import-tables.ts";
export { migrate } from "./migrate.ts";
export type {
  OauthClientRow,
  OauthGrantProjectRow,
  OauthGrantRow,
  OauthRecordRow,
  OauthRegistrationRow,
  OauthStepRow,
} from "./oauth-tables.ts";
export { openPersonKey, type PersonKey, personKeysOf, type Subject } from "./person-keys.ts";
export { prepareQuery } from "./prepared.ts";
export type {
  RevenueBackfillRow,
  RevenueConnectionRow,
  RevenueDeliveryRow,
  RevenuePartKeyRow,
  RevenuePartRow,
} from "./revenue-connection-tables.ts";
export type {
  ChargeRow,
  CustomerLinkRow,
  CustomerRow,
  ExchangeRateRow,
  RefundRow,
  RevenueSettingsRow,
  SpendRow,
  SubscriptionRow,
  SubscriptionStateRow,
} from "./revenue-tables.ts";
export { changeSealedSecret, type SealedName, type SealedSecret, seal, sealedSecret, unseal } from "./sealing.ts";
export { readSettings, writeSetting } from "./settings.ts";
export type {
  ApiKeyRow,
  MembershipRow,
  OrganizationRow,
  ProjectRow,
  SealedSecretRow,
  SettingRow,
  SignInAttemptRow,
  Tables,
  UserRow,
  UserSessionRow,
} from "./tables.ts";
export { inTransaction } from "./transaction.ts";
export { updateRows } from "./update-rows.ts";
export { type ColumnTypes, upsertRows } from "./upsert-rows.ts";
