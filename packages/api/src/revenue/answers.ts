import { z } from "zod";

const instant = z.string().describe("ISO 8601, UTC");
const metadata = z.looseObject({}).nullable();
const provider = z.string().describe("Where it comes from: api for this API, else the payment provider");
const customer = {
  customerId: z.string().describe("Id of the customer, hm_cus_…"),
  externalCustomerId: z.string().nullable().describe("Your id of the customer, or the provider's"),
};

/** A subscription as it is answered. */
export const SubscriptionAnswer = z.object({
  id: z.string(),
  externalId: z.string(),
  provider,
  ...customer,
  status: z.string(),
  amount: z.int().describe("Of one unit and one interval, in minor units of the currency"),
  currency: z.string(),
  interval: z.string(),
  intervalCount: z.int(),
  quantity: z.int(),
  items: z.array(z.looseObject({})).describe("All that it consists of; providers may have several"),
  discount: z.looseObject({}).nullable(),
  startedAt: instant,
  trialEnd: instant.nullable(),
  canceledAt: instant.nullable(),
  endedAt: instant.nullable(),
});

/** A charge as it is answered. */
export const ChargeAnswer = z.object({
  id: z.string(),
  externalId: z.string(),
  provider,
  ...customer,
  amount: z.int().describe("Minor units of the currency"),
  currency: z.string(),
  status: z.string().describe("succeeded, refunded (all of it), failed or pending"),
  amountRefunded: z.int().describe("Minor units of the currency"),
  chargedAt: instant,
  subscriptionId: z.string().nullable(),
  description: z.string().nullable(),
  metadata,
});

/** A customer as they are answered. */
export const CustomerAnswer = z.object({
  id: z.string().describe("hm_cus_…"),
  externalCustomerId: z.string().nullable().describe("Your id; manual_… where you gave none"),
  provider,
  email: z.string().nullable(),
  name: z.string().nullable(),
  currency: z.string(),
  totalRevenue: z.int().nullable().describe("Paid and not given back, in minor units; null where a rate is missing"),
  totalRevenueUsd: z.int().nullable().describe("The same in cents of the US dollar; null where a rate is missing"),
  activeSubscriptions: z.int(),
  subscriptions: z.array(SubscriptionAnswer),
  metadata,
  createdAt: instant.nullable(),
});

/** A part of a list. */
export function listOf(item: z.ZodObject) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe("Send it as cursor for the next part; null at the end"),
  });
}
