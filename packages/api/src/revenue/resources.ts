import {
  changeCharge,
  changeCustomer,
  changeSubscription,
  listCharges,
  listCustomers,
  listSubscriptions,
  type RevenueContext,
  storeCharge,
  storeCustomer,
  storeSubscription,
} from "@heliometer/revenue";

/** What may be stored, changed and listed at one address. */
export interface Resource {
  readonly path: string;
  store(
    ctx: RevenueContext,
    sent: { projectId: string; body: unknown },
  ): Promise<{ readonly isNew: boolean; readonly view: object }>;
  change(ctx: RevenueContext, sent: { projectId: string; id: string; body: unknown }): Promise<object>;
  list(ctx: RevenueContext, asked: { projectId: string; query: unknown }): Promise<object>;
}

/** The three of the Revenue API. */
export const RESOURCES: readonly Resource[] = [
  { path: "/api/v1/revenue/customers", store: storeCustomer, change: changeCustomer, list: listCustomers },
  { path: "/api/v1/revenue/charges", store: storeCharge, change: changeCharge, list: listCharges },
  {
    path: "/api/v1/revenue/subscriptions",
    store: storeSubscription,
    change: changeSubscription,
    list: listSubscriptions,
  },
];
