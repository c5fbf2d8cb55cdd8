import type { CustomerRow } from "@heliometer/db";
import type { RevenueSecret } from "../context.ts";
import { emailHashOf, userHashOf } from "../customer-id.ts";
import type { CustomerRecord, Metadata } from "../records.ts";
import { customerSeal, openTexts, sealTexts } from "../sealed-texts.ts";
import { type Book, meetCustomer, type Outcome, put } from "./book.ts";
import { mergeTold, readStamps, type Stamped, stampOf, writeStamps } from "./stamps.ts";

interface CustomerFields {
  readonly email: string | null;
  readonly name: string | null;
  readonly userId: string | null;
  readonly metadata: Metadata | null;
  readonly visitorId: string | null;
  readonly currency: string | null;
  readonly createdAt: number | null;
  readonly deleted: boolean | null;
}

/** Enters what is said of a customer. Of somebody who was erased, nothing that names a person is kept any more. */
export function applyCustomer(book: Book, record: CustomerRecord): Outcome {
  const { secret } = book.ctx;
  const id = meetCustomer(book, { externalId: record.externalId });
  const row = book.customers.rows.get(id);
  if (!row) throw new TypeError(`Customer ${id} was not entered.`);
  const told = mergeTold(readCustomer(row, secret), spokenOf(record, row), stampOf(record));
  if (!told) return "unchanged";
  const next = writeCustomer(row, told, secret);
  put(book.customers, id, next);
  for (const hash of [row.email_hash, next.email_hash]) {
    if (hash !== null && row.email_hash !== next.email_hash) book.emailHashes.add(hash);
  }
  if (told.isChanged) book.touched.add(id);
  return told.isChanged ? "applied" : "unchanged";
}

function spokenOf(record: CustomerRecord, { erased_at }: CustomerRow): Partial<CustomerFields> {
  const { email, name, userId, metadata, visitorId, currency, createdAt, deleted } = record;
  // Null is "not deleted": a field that is null on purpose remembers who said so.
  const bare = {
    createdAt,
    deleted: deleted === false ? null : deleted,
    currency: currency?.toUpperCase() ?? currency,
  };
  const spoken = erased_at === null ? { ...bare, email, name, userId, metadata, visitorId } : bare;
  return spoken as Partial<CustomerFields>;
}

function readCustomer(row: CustomerRow, secret: RevenueSecret): Stamped<CustomerFields> {
  const { email = null, name = null, userId = null, metadata = null } = readPerson(row, secret);
  return {
    fields: {
      ...{ email, name, userId, metadata },
      visitorId: row.visitor_id,
      currency: row.currency,
      createdAt: row.created_at,
      deleted: row.is_deleted === 1 ? true : null,
    },
    stamps: readStamps(row.stamps),
    stamp: [row.seen_at, row.source_id],
  };
}

/** What a customer's row holds of the person: left out where nothing is known. */
function readPerson(
  row: Pick<CustomerRow, "id" | "sealed">,
  secret: RevenueSecret,
): Partial<Pick<CustomerFields, "email" | "name" | "userId" | "metadata">> {
  return openTexts(row.sealed, customerSeal(row.id), secret);
}

function writeCustomer(row: CustomerRow, told: Stamped<CustomerFields>, secret: RevenueSecret): CustomerRow {
  const { email, name, userId, metadata, ...plain } = told.fields;
  return {
    ...row,
    email_hash: email ? emailHashOf(row.project_id, email, secret) : null,
    user_hash: userId ? userHashOf(row.project_id, userId, secret) : null,
    visitor_id: plain.visitorId,
    currency: plain.currency,
    sealed: sealTexts({ email, name, userId, metadata }, customerSeal(row.id), secret),
    is_deleted: plain.deleted ? 1 : 0,
    created_at: plain.createdAt,
    seen_at: told.stamp[0],
    source_id: told.stamp[1],
    stamps: writeStamps(told.stamps),
  };
}
