import type { InputFault } from "@heliometer/core";
import type { ChargeRow, CustomerRow, RefundRow, SubscriptionRow, SubscriptionStateRow } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import { type CustomerKey, customerIdOf, type Source } from "../customer-id.ts";
import { customerSeal, sealTexts } from "../sealed-texts.ts";
import { NEVER } from "./stamps.ts";

/** Rows of one table by their key, and which of them were changed. */
export interface Page<Row> {
  readonly rows: Map<string, Row>;
  readonly changed: Set<string>;
}

/** What a batch of records changes: the rows that it speaks of, as they are stored and then as they will be. */
export interface Book {
  readonly ctx: RevenueContext;
  readonly source: Source;
  /** By our own id. */
  readonly customers: Page<CustomerRow>;
  /** These three by external id. */
  readonly charges: Page<ChargeRow>;
  readonly refunds: Page<RefundRow>;
  readonly subscriptions: Page<SubscriptionRow>;
  /** By `stateKey`. */
  readonly states: Page<SubscriptionStateRow>;
  /** Customers whose facts may come out differently. */
  readonly touched: Set<string>;
  /** Hashes of addresses of which it may have changed whose they are. */
  readonly emailHashes: Set<string>;
  /** What was entered although it contradicts what is stored. */
  readonly remarks: InputFault[];
}

/** What became of one record. */
export type Outcome = "applied" | "unchanged" | InputFault;

/** The key of a state: a message speaks of a subscription's state at an instant once. */
export function stateKey(subscription: string, at: number, sourceId: string): string {
  return JSON.stringify([subscription, at, sourceId]);
}

/** Puts a row on its page, to be written. */
export function put<Row>(page: Page<Row>, key: string, row: Row): void {
  page.rows.set(key, row);
  page.changed.add(key);
}

/** The id of a customer, who is made if nobody has spoken of them yet. */
export function meetCustomer(book: Book, key: CustomerKey): string {
  const id = customerIdOf(book.source, key);
  if (book.customers.rows.has(id)) return id;
  const emailHash = "emailHash" in key ? key.emailHash : null;
  if (emailHash !== null) book.emailHashes.add(emailHash);
  put(book.customers, id, {
    project_id: book.source.projectId,
    id,
    provider: book.source.provider,
    external_id: "externalId" in key ? key.externalId : null,
    email_hash: emailHash,
    user_hash: null,
    visitor_id: null,
    currency: null,
    sealed: "email" in key ? sealTexts({ email: key.email }, customerSeal(id), book.ctx.secret) : "",
    merged_into: null,
    is_deleted: 0,
    created_at: null,
    stored_at: book.ctx.clock(),
    erased_at: null,
    seen_at: NEVER[0],
    source_id: NEVER[1],
    stamps: "",
  });
  return id;
}
