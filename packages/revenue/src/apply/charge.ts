import type { ChargeRow } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import { emailHashOf, keyOfCharge, userHashOf } from "../customer-id.ts";
import type { ChargeRecord, Metadata } from "../records.ts";
import { chargeSeal, openTexts, sealTexts } from "../sealed-texts.ts";
import { type Book, meetCustomer, type Outcome, put } from "./book.ts";
import { remarkOnRefunds } from "./refund.ts";
import { mergeTold, NEVER, readStamps, type Stamped, stampOf, type Told, writeStamps } from "./stamps.ts";

/** What is told with each record together is never null once a record has come. */
interface ChargeFields {
  readonly customerId: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly status: string | null;
  readonly at: number | null;
  readonly subscription: string | null;
  readonly checkout: StoredCheckout | null;
  readonly description: string | null;
  readonly metadata: Metadata | null;
}

/** The visitor who paid, as the row has it: without address and user id, of which the hashes serve. */
interface StoredCheckout {
  readonly visitorId?: string;
  readonly userHash?: string;
  readonly emailHash?: string;
}

const NOTHING: Stamped<ChargeFields> = {
  fields: {
    customerId: null,
    amount: null,
    currency: null,
    status: null,
    at: null,
    subscription: null,
    checkout: null,
    description: null,
    metadata: null,
  },
  stamps: {},
  stamp: NEVER,
};

/** Enters what is said of a charge. */
export function applyCharge(book: Book, record: ChargeRecord): Outcome {
  const { projectId, provider } = book.source;
  const row = book.charges.rows.get(record.externalId);
  const told = mergeTold(row ? readCharge(row, book.ctx) : NOTHING, spokenOf(book, record), stampOf(record));
  if (!told) return "unchanged";
  const key = { project_id: projectId, provider, external_id: record.externalId };
  const next = writeCharge({ ...key, rate: row?.rate ?? null, rate_date: row?.rate_date ?? null }, told, book.ctx);
  put(book.charges, record.externalId, next);
  if (!told.isChanged) return "unchanged";
  remarkOnRefunds(book, next);
  for (const customer of [row?.customer_id, next.customer_id]) if (customer) book.touched.add(customer);
  return "applied";
}

function spokenOf(book: Book, record: ChargeRecord): Partial<ChargeFields> {
  const { secret } = book.ctx;
  const { subscriptionExternalId, description, metadata, checkout } = record;
  const customerId = meetCustomer(book, keyOfCharge(book.source.projectId, record, secret));
  const isErased = (book.customers.rows.get(customerId)?.erased_at ?? null) !== null;
  const told = {
    customerId,
    amount: record.amount,
    currency: record.currency.toUpperCase(),
    status: record.status,
    at: record.at,
    subscription: subscriptionExternalId,
    // Of somebody who was erased, nothing that tells of a person is kept any more.
    ...(isErased ? {} : { checkout: checkout && storedCheckout(book, checkout), description, metadata }),
  };
  return told as Partial<ChargeFields>;
}

function storedCheckout(book: Book, checkout: NonNullable<ChargeRecord["checkout"]>): StoredCheckout {
  const { projectId } = book.source;
  const userHash = checkout.userId && userHashOf(projectId, checkout.userId, book.ctx.secret);
  const emailHash = checkout.email && emailHashOf(projectId, checkout.email, book.ctx.secret);
  return {
    ...(checkout.visitorId && { visitorId: checkout.visitorId }),
    ...(userHash && { userHash }),
    ...(emailHash && { emailHash }),
  };
}

/** The visitor who paid, as a charge's row has it. */
export function readCheckout({ checkout }: Pick<ChargeRow, "checkout">): StoredCheckout {
  return checkout === "" ? {} : JSON.parse(checkout);
}

function readCharge(row: ChargeRow, { secret }: RevenueContext): Stamped<ChargeFields> {
  const { description = null, metadata = null } = openTexts(
    row.sealed,
    chargeSeal(row),
    secret,
  ) as Partial<ChargeFields>;
  return {
    fields: {
      customerId: row.customer_id,
      amount: row.amount,
      currency: row.currency,
      status: row.status,
      at: row.at,
      subscription: row.subscription_external_id,
      checkout: row.checkout === "" ? null : readCheckout(row),
      ...{ description, metadata },
    },
    stamps: readStamps(row.stamps),
    stamp: [row.seen_at, row.source_id],
  };
}

type Kept = Pick<ChargeRow, "project_id" | "provider" | "external_id" | "rate" | "rate_date">;

function writeCharge(kept: Kept, { fields, stamps, stamp }: Told<ChargeFields>, { secret }: RevenueContext): ChargeRow {
  const { description, metadata } = fields;
  return {
    ...kept,
    customer_id: fields.customerId ?? "",
    amount: fields.amount ?? 0,
    currency: fields.currency ?? "",
    status: fields.status ?? "",
    at: fields.at ?? 0,
    subscription_external_id: fields.subscription,
    checkout: fields.checkout ? JSON.stringify(fields.checkout) : "",
    sealed: sealTexts({ description, metadata }, chargeSeal(kept), secret),
    seen_at: stamp[0],
    source_id: stamp[1],
    stamps: writeStamps(stamps),
  };
}
