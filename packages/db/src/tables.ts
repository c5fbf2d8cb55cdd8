import type {
  ErasureRow,
  PersonKeyRow,
  PersonRow,
  PrivacySettingsRow,
  RefusedCountRow,
  RefusedEventRow,
  VisitorSaltRow,
} from "./collection-tables.ts";
import type { ImportTables } from "./import-tables.ts";
import type {
  OauthClientRow,
  OauthGrantProjectRow,
  OauthGrantRow,
  OauthRecordRow,
  OauthRegistrationRow,
  OauthStepRow,
} from "./oauth-tables.ts";
import type { RevenueConnectionTables } from "./revenue-connection-tables.ts";
import type {
  ChargeRow,
  CustomerLinkRow,
  CustomerRow,
  ExchangeRateRow,
  RefundRow,
  RevenueProjectRow,
  RevenueSettingsRow,
  RevenueSubjectRow,
  SpendRow,
  SubscriptionRow,
  SubscriptionStateRow,
} from "./revenue-tables.ts";

/** Row types of the control store. Instants are integer milliseconds since the epoch; flags are 0 or 1; lists are JSON. */
export interface OrganizationRow {
  id: string;
  name: string;
  plan: string;
  created_at: number;
}

export interface UserRow {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  /** argon2id, PHC string. */
  password_hash: string;
  is_operator: number;
  created_at: number;
  password_changed_at: number;
}

export interface UserSessionRow {
  id_hash: string;
  user_id: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  user_agent: string;
}

export interface ProjectRow {
  id: string;
  organization_id: string;
  name: string;
  /** JSON array of host names. */
  domains: string;
  timezone: string;
  currency: string;
  /** 1 Monday … 7 Sunday. */
  week_start: number;
  mcp_enabled: number;
  created_at: number;
}

export interface MembershipRow {
  user_id: string;
  project_id: string;
  role: string;
  created_at: number;
}

export interface ApiKeyRow {
  id: string;
  /** `public`, `secret` or `personal`. */
  kind: string;
  /** `send`, `full` or `read`. */
  access: string;
  project_id: string | null;
  user_id: string | null;
  name: string;
  secret_hash: string;
  /** The text of a public key; null for every other kind. */
  public_value: string | null;
  /** The last four characters, to tell keys apart. */
  hint: string;
  created_by: string | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface SettingRow {
  name: string;
  value: string;
}

export interface SealedSecretRow {
  name: string;
  sealed: string;
  created_at: number;
}

export interface SignInAttemptRow {
  key_hash: string;
  failures: number;
  last_at: number;
  blocked_until: number;
}

interface KnownDeviceRow {
  id_hash: string;
  user_id: string;
  created_at: number;
  last_used_at: number;
  expires_at: number;
}

interface SignInChallengeRow {
  id_hash: string;
  user_id: string;
  failures: number;
  created_at: number;
  expires_at: number;
}

interface SecondFactorRow {
  user_id: string;
  sealed_secret: string;
  /** The newest time step (30 seconds each since the epoch) whose code was accepted. */
  last_step: number;
  created_at: number;
  /** Null until the first code was right. */
  confirmed_at: number | null;
}

interface RecoveryCodeRow {
  user_id: string;
  code_hash: string;
  used_at: number | null;
}

interface InvitationRow {
  id: string;
  token_hash: string;
  project_id: string;
  /** Lower case. */
  email: string;
  role: string;
  /** Null: invited from the command line. */
  invited_by: string | null;
  created_at: number;
  expires_at: number;
}

interface McpCallRow {
  id: string;
  at: number;
  /** Null where a call is about no single project. */
  project_id: string | null;
  /** Kind of the actor: `secret_key`, `personal_token` or `connection`. */
  actor_kind: string;
  user_id: string | null;
  /** Id of the key or of the grant. */
  credential_id: string;
  /** What the client calls itself. */
  client: string;
  tool: string;
  /** Keyed hash of the arguments: the same question has the same one, and nothing of it can be read. */
  arguments_digest: string;
  row_count: number | null;
  duration_ms: number;
  outcome: string;
}

interface McpCallCountRow {
  credential: string;
  /** Number of the minute since the epoch. */
  minute: number;
  calls: number;
}

export interface Tables extends ImportTables, RevenueConnectionTables {
  organizations: OrganizationRow;
  users: UserRow;
  user_sessions: UserSessionRow;
  projects: ProjectRow;
  memberships: MembershipRow;
  api_keys: ApiKeyRow;
  settings: SettingRow;
  sealed_secrets: SealedSecretRow;
  oauth_clients: OauthClientRow;
  oauth_grants: OauthGrantRow;
  oauth_grant_projects: OauthGrantProjectRow;
  oauth_records: OauthRecordRow;
  oauth_registrations: OauthRegistrationRow;
  oauth_steps: OauthStepRow;
  sign_in_attempts: SignInAttemptRow;
  known_devices: KnownDeviceRow;
  sign_in_challenges: SignInChallengeRow;
  second_factors: SecondFactorRow;
  recovery_codes: RecoveryCodeRow;
  invitations: InvitationRow;
  mcp_calls: McpCallRow;
  mcp_call_counts: McpCallCountRow;
  persons: PersonRow;
  person_keys: PersonKeyRow;
  refused_events: RefusedEventRow;
  refused_counts: RefusedCountRow;
  visitor_salts: VisitorSaltRow;
  privacy_settings: PrivacySettingsRow;
  erasures: ErasureRow;
  customers: CustomerRow;
  charges: ChargeRow;
  refunds: RefundRow;
  subscriptions: SubscriptionRow;
  subscription_states: SubscriptionStateRow;
  customer_links: CustomerLinkRow;
  revenue_subjects: RevenueSubjectRow;
  revenue_projects: RevenueProjectRow;
  revenue_settings: RevenueSettingsRow;
  spend: SpendRow;
  exchange_rates: ExchangeRateRow;
}
