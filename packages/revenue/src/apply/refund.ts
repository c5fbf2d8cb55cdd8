import type { InputFault } from "@heliometer/core";
import type { ChargeRow, RefundRow } from "@heliometer/db";
import type { RefundRecord } from "../records.ts";
import { type Book, type Outcome, put } from "./book.ts";
import { isLater, stampOf } from "./stamps.ts";

/** Enters what is said of a refund. One that gives back more than its charge took is refused. */
export function applyRefund(book: Book, record: RefundRecord): Outcome {
  const row = book.refunds.rows.get(record.externalId);
  if (row && !isLater(stampOf(record), [row.seen_at, row.source_id])) return "unchanged";
  const next: RefundRow = {
    project_id: book.source.projectId,
    provider: book.source.provider,
    external_id: record.externalId,
    charge_external_id: record.chargeExternalId,
    amount: record.amount,
    currency: record.currency.toUpperCase(),
    reason: record.reason,
    status: record.status,
    at: record.at,
    rate: row?.rate ?? null,
    rate_date: row?.rate_date ?? null,
    seen_at: record.seenAt,
    source_id: record.sourceId,
  };
  const charge = book.charges.rows.get(record.chargeExternalId);
  const fault = charge && contradiction(book, charge, next);
  if (fault) return fault;
  put(book.refunds, record.externalId, next);
  if (record.excess) book.remarks.push(excessRemark(record, record.excess));
  if (row && isSame(row, next)) return "unchanged";
  const before = row && book.charges.rows.get(row.charge_external_id);
  for (const each of [before, charge]) if (each) book.touched.add(each.customer_id);
  return "applied";
}

function contradiction(book: Book, charge: ChargeRow, refund: RefundRow): InputFault | null {
  if (charge.currency !== refund.currency) {
    const rule = `must be the currency of charge ${charge.external_id}: ${charge.currency}.`;
    return { field: "currency", rule, received: refund.currency };
  }
  if (refund.status !== "succeeded") return null;
  const others = givenBack(book, charge, refund.external_id);
  if (others + refund.amount <= charge.amount) return null;
  const given = others === 0 ? "" : `, of which ${others} have been given back already`;
  return {
    field: "amount",
    rule: `the refund is above its charge ${charge.external_id}, which took ${charge.amount}${given} (minor units of ${charge.currency}).`,
    received: refund.amount,
  };
}

function excessRemark({ externalId, chargeExternalId, currency }: RefundRecord, excess: number): InputFault {
  const rule = `refund ${externalId} is ${excess} above its charge ${chargeExternalId} (minor units of ${currency.toUpperCase()}); so much counts as the charge took.`;
  return { field: "amount", rule, received: excess };
}

/**
 * Remarks on a charge that turns out to be less than what was given back of it before it was known. The money was taken,
 * so it is entered; of the refunds so much counts as it took.
 */
export function remarkOnRefunds(book: Book, charge: ChargeRow): void {
  if (charge.status !== "succeeded") return;
  const given = givenBack(book, charge);
  if (given <= charge.amount) return;
  book.remarks.push({
    field: "amount",
    rule: `${given} were given back of charge ${charge.external_id}, which took ${charge.amount} (minor units of ${charge.currency}); so much counts as it took.`,
    received: charge.amount,
  });
}

/** What counts as given back of a charge, but for one refund. */
function givenBack(book: Book, charge: ChargeRow, except?: string): number {
  let given = 0;
  for (const each of book.refunds.rows.values()) {
    const counts = each.status === "succeeded" && each.charge_external_id === charge.external_id;
    if (counts && each.currency === charge.currency && each.external_id !== except) given += each.amount;
  }
  return given;
}

function isSame(row: RefundRow, next: RefundRow): boolean {
  const told = ({ charge_external_id, amount, currency, reason, status, at }: RefundRow) =>
    JSON.stringify([charge_external_id, amount, currency, reason, status, at]);
  return told(row) === told(next);
}
