import type { Stripe } from "stripe";
import { historyOf } from "../history.ts";
import { asParts, asRecords, type History, type HistoryAccess, HistoryFault, type ReadObject } from "../provider.ts";
import { readCharge } from "./charge.ts";
import { readCheckout } from "./checkout.ts";
import { readCustomer } from "./customer.ts";
import { readInvoice } from "./invoice.ts";
import { readDispute, readRefund } from "./refund.ts";
import { readPastSubscription } from "./subscription.ts";

/** The most that Stripe hands out at once. */
const PAGE_OBJECTS = 100;
const TIMEOUT_MS = 30_000;
const RETRY_MS = 2_000;
const MS_PER_SECOND = 1_000;

interface Step {
  list(client: Stripe, paging: { limit: number; starting_after?: string }): Promise<Stripe.ApiList<{ id: string }>>;
  readonly read: ReadObject;
}

/** What is read, in this order: who first, then what for, then the money. */
const STEPS: Readonly<Record<string, Step>> = {
  customers: {
    list: (client, paging) => client.customers.list(paging),
    read: asRecords((object, seen) => [readCustomer(object, seen)]),
  },
  subscriptions: {
    list: (client, paging) =>
      client.subscriptions.list({ ...paging, status: "all", expand: ["data.discounts.source.coupon"] }),
    read: asParts(readPastSubscription),
  },
  invoices: {
    list: (client, paging) => client.invoices.list({ ...paging, expand: ["data.payments"] }),
    read: readInvoice,
  },
  "checkout sessions": {
    list: (client, paging) => client.checkout.sessions.list(paging),
    read: readCheckout,
  },
  charges: {
    list: (client, paging) => client.charges.list(paging),
    read: asParts(readCharge),
  },
  refunds: {
    list: (client, paging) => client.refunds.list(paging),
    read: asParts(readRefund),
  },
  disputes: {
    list: (client, paging) => client.disputes.list(paging),
    read: asParts(readDispute),
  },
};

/** Opens a Stripe account's history; nothing is asked yet. */
export async function openStripeHistory({ apiKey, address }: HistoryAccess): Promise<History> {
  const { default: StripeClient } = await import("stripe");
  const client = new StripeClient(apiKey, {
    // Whether and when to ask again is decided here, where the run can be put off.
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(address && {
      host: address.hostname,
      port: address.port,
      protocol: address.protocol === "http:" ? "http" : "https",
    }),
  });

  return historyOf(STEPS, async (step, { name, position }) => {
    const paging = { limit: PAGE_OBJECTS, ...(position !== null && { starting_after: position }) };
    try {
      const { data, has_more: hasMore } = await step.list(client, paging);
      return { data, hasMore };
    } catch (error) {
      throw faultOf(error, { step: name, errors: StripeClient.errors });
    }
  });
}

/** What an error of Stripe's package means for a run: to wait, to try again, or to give up. */
function faultOf(error: unknown, { step, errors }: { step: string; errors: typeof Stripe.errors }): unknown {
  if (!(error instanceof errors.StripeError)) return error;
  if (error instanceof errors.StripeRateLimitError || error.statusCode === 429) {
    const seconds = Number(error.headers?.["retry-after"]);
    return new HistoryFault("Stripe asked to wait.", Number.isFinite(seconds) ? seconds * MS_PER_SECOND : RETRY_MS);
  }
  if (error instanceof errors.StripeAuthenticationError)
    return new HistoryFault("Stripe does not know the API key. Give the connection another one.", null);
  if (error instanceof errors.StripePermissionError)
    return new HistoryFault(
      `The API key may not read ${step}. Give it that permission in Stripe, then start again.`,
      null,
    );
  const status = error.statusCode ?? 0;
  if (status >= 400 && status < 500 && status !== 409)
    return new HistoryFault(`Stripe refused to list ${step} (status ${status}).`, null);
  return new HistoryFault(`Stripe could not be read (${error.type}${status ? `, status ${status}` : ""}).`, RETRY_MS);
}
