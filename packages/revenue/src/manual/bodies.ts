import { z } from "zod";
import {
  Amount,
  CUSTOMER_FIELDS,
  Currency,
  Email,
  ExternalId,
  Instant,
  Line,
  Metadata,
  oneOf,
  Positive,
} from "../fields.ts";

const DEFAULT_CURRENCY = "USD";
const CHARGE_STATUSES = ["succeeded", "refunded", "failed", "pending"] as const;
const SUBSCRIPTION_STATUSES = ["trialing", "active", "past_due", "canceled", "unpaid", "paused"] as const;
const INTERVALS = ["day", "week", "month", "year"] as const;
const PERCENT_RULE = "must be a number from 0 to 100.";
const FOREVER_RULE = "must be true or false.";

const visitorId = ExternalId.describe("The tracker's id of the visitor who this is");
const userId = ExternalId.describe("Your id of the user, as in identify");

const CUSTOMER = {
  email: Email,
  name: Line.nullable().describe("Name"),
  currency: Currency.describe("ISO 4217, of totalRevenue"),
  visitorId: visitorId.nullable(),
  userId: userId.nullable(),
  metadata: Metadata.nullable(),
};

/** The body of POST /api/v1/revenue/customers. */
export const CustomerBody = z.strictObject({
  email: CUSTOMER.email.describe("E-mail address; visitors who are known by it are linked"),
  externalId: ExternalId.optional().describe("Your id of the customer; without one, the e-mail address says who it is"),
  name: CUSTOMER.name.optional(),
  currency: CUSTOMER.currency.optional().describe(`ISO 4217, of totalRevenue; ${DEFAULT_CURRENCY} for somebody new`),
  visitorId: CUSTOMER.visitorId.optional(),
  userId: CUSTOMER.userId.optional(),
  metadata: CUSTOMER.metadata.optional(),
});

/** The body of PATCH /api/v1/revenue/customers/{id}: what is left out stays. */
export const CustomerChange = z.strictObject(CUSTOMER).partial();

const CHARGE = {
  amount: Amount.describe("Whole minor units: 4900 is 49.00 EUR. Without taxes where you know them"),
  currency: Currency.describe("ISO 4217"),
  status: oneOf(CHARGE_STATUSES).describe("refunded gives everything back, or what amountRefunded says"),
  amountRefunded: Amount.describe("What of it was given back so far, in minor units; it only grows"),
  refundedAt: Instant.describe("When the newest of it was given back; now, if left out"),
  chargedAt: Instant.describe("When it was paid, with an offset: 2026-11-20T09:30:00Z"),
  subscriptionId: ExternalId.nullable().describe("externalId of the subscription that it pays for"),
  description: Line.nullable(),
  metadata: Metadata.nullable(),
};

/** The body of POST /api/v1/revenue/charges. */
export const ChargeBody = z.strictObject({
  externalId: ExternalId.describe("Your id of the charge; sent again with it, a charge is changed and not doubled"),
  ...CUSTOMER_FIELDS,
  amount: CHARGE.amount,
  currency: CHARGE.currency,
  status: CHARGE.status.default("succeeded"),
  amountRefunded: CHARGE.amountRefunded.optional(),
  refundedAt: CHARGE.refundedAt.optional(),
  chargedAt: CHARGE.chargedAt,
  subscriptionId: CHARGE.subscriptionId.optional(),
  visitorId: visitorId.optional().describe("The visitor who paid, as the checkout knew them"),
  userId: userId.optional().describe("The user who paid, as the checkout knew them"),
  description: CHARGE.description.optional(),
  metadata: CHARGE.metadata.optional(),
});

/** The body of PATCH /api/v1/revenue/charges/{externalId}. */
export const ChargeChange = z.strictObject(CHARGE).partial();

const SUBSCRIPTION = {
  status: oneOf(SUBSCRIPTION_STATUSES),
  amount: Amount.describe("Of one unit and one interval, in whole minor units"),
  currency: Currency.describe("ISO 4217"),
  interval: oneOf(INTERVALS),
  intervalCount: Positive.describe("Every how many intervals it is paid: 3 with month is quarterly"),
  quantity: Positive.describe("How many units, such as seats"),
  discount: z
    .strictObject({
      percent: z.number(PERCENT_RULE).min(0, PERCENT_RULE).max(100, PERCENT_RULE).optional(),
      amount: Amount.optional().describe("Off every interval, in minor units"),
      forever: z.boolean(FOREVER_RULE).default(true).describe("False: it ends some day"),
    })
    .refine(({ percent, amount }) => (percent === undefined) !== (amount === undefined), "takes percent or amount.")
    .nullable()
    .describe("What recurs of a discount"),
  startedAt: Instant.describe("When it began"),
  trialEnd: Instant.nullable().describe("When its trial ends or ended"),
  canceledAt: Instant.nullable().describe("When it was asked to end"),
  endedAt: Instant.nullable().describe("When it ended, or will: it counts until then"),
  effectiveAt: Instant.describe("Since when this holds; now, if left out"),
};

/** The body of POST /api/v1/revenue/subscriptions. */
export const SubscriptionBody = z.strictObject({
  externalId: ExternalId.describe("Your id of the subscription; sent again with it, it is changed and not doubled"),
  ...CUSTOMER_FIELDS,
  status: SUBSCRIPTION.status,
  amount: SUBSCRIPTION.amount,
  currency: SUBSCRIPTION.currency,
  interval: SUBSCRIPTION.interval,
  intervalCount: SUBSCRIPTION.intervalCount.default(1),
  quantity: SUBSCRIPTION.quantity.default(1),
  discount: SUBSCRIPTION.discount.optional(),
  startedAt: SUBSCRIPTION.startedAt,
  trialEnd: SUBSCRIPTION.trialEnd.optional(),
  canceledAt: SUBSCRIPTION.canceledAt.optional(),
  endedAt: SUBSCRIPTION.endedAt.optional(),
  effectiveAt: SUBSCRIPTION.effectiveAt.optional(),
});

const { startedAt: _startedAt, ...SUBSCRIPTION_CHANGE } = SUBSCRIPTION;

/** The body of PATCH /api/v1/revenue/subscriptions/{externalId}. */
export const SubscriptionChange = z.strictObject(SUBSCRIPTION_CHANGE).partial();

/** Bodies that work as they stand, in this order. */
export const EXAMPLES = {
  customer: { email: "ada@example.com", name: "Ada Lovelace", currency: "EUR", externalId: "cus-1042" },
  customerChange: { name: "Ada King", userId: "user-42" },
  charge: {
    externalId: "order-7",
    externalCustomerId: "cus-1042",
    amount: 4900,
    currency: "EUR",
    status: "succeeded",
    chargedAt: "2026-11-20T09:30:00Z",
    description: "Pro, November",
  },
  chargeChange: { amountRefunded: 900, refundedAt: "2026-11-20T15:00:00Z" },
  subscription: {
    externalId: "sub-7",
    externalCustomerId: "cus-1042",
    status: "active",
    amount: 4900,
    currency: "EUR",
    interval: "month",
    startedAt: "2026-10-20T09:30:00Z",
  },
  subscriptionChange: { quantity: 3, effectiveAt: "2026-11-20T10:00:00Z" },
} as const;

export { DEFAULT_CURRENCY };
