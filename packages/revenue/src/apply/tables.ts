import type {
  ChargeRow,
  ColumnTypes,
  CustomerRow,
  RefundRow,
  SubscriptionRow,
  SubscriptionStateRow,
} from "@heliometer/db";

const SEEN = { seen_at: "bigint", source_id: "text" } as const;
const ENTITY = { project_id: "text", provider: "text", external_id: "text" } as const;
const RATE = { rate: "text", rate_date: "text" } as const;

const CUSTOMER_COLUMNS: ColumnTypes<CustomerRow> = {
  ...ENTITY,
  id: "text",
  email_hash: "text",
  user_hash: "text",
  visitor_id: "text",
  currency: "text",
  sealed: "text",
  merged_into: "text",
  is_deleted: "bigint",
  created_at: "bigint",
  stored_at: "bigint",
  erased_at: "bigint",
  ...SEEN,
  stamps: "text",
};

const CHARGE_COLUMNS: ColumnTypes<ChargeRow> = {
  ...ENTITY,
  customer_id: "text",
  amount: "bigint",
  currency: "text",
  status: "text",
  at: "bigint",
  subscription_external_id: "text",
  checkout: "text",
  sealed: "text",
  ...RATE,
  ...SEEN,
  stamps: "text",
};

const REFUND_COLUMNS: ColumnTypes<RefundRow> = {
  ...ENTITY,
  charge_external_id: "text",
  amount: "bigint",
  currency: "text",
  reason: "text",
  status: "text",
  at: "bigint",
  ...RATE,
  ...SEEN,
};

const SUBSCRIPTION_COLUMNS: ColumnTypes<SubscriptionRow> = {
  ...ENTITY,
  customer_id: "text",
  started_at: "bigint",
  trial_end: "bigint",
  canceled_at: "bigint",
  ended_at: "bigint",
  ...SEEN,
  stamps: "text",
};

const STATE_COLUMNS: ColumnTypes<SubscriptionStateRow> = {
  project_id: "text",
  provider: "text",
  subscription_external_id: "text",
  at: "bigint",
  ...SEEN,
  status: "text",
  currency: "text",
  items: "text",
  discount: "text",
  cancel_at: "bigint",
  ...RATE,
};

const ENTITY_KEY = ["project_id", "provider", "external_id"] as const;

/** Where records are written to. */
export const CUSTOMERS = { table: "customers", columns: CUSTOMER_COLUMNS, key: ["project_id", "id"] } as const;
export const CHARGES = { table: "charges", columns: CHARGE_COLUMNS, key: ENTITY_KEY } as const;
export const REFUNDS = { table: "refunds", columns: REFUND_COLUMNS, key: ENTITY_KEY } as const;
export const SUBSCRIPTIONS = { table: "subscriptions", columns: SUBSCRIPTION_COLUMNS, key: ENTITY_KEY } as const;
export const STATES = {
  table: "subscription_states",
  columns: STATE_COLUMNS,
  key: ["project_id", "provider", "subscription_external_id", "at", "source_id"],
} as const;
