import { z } from "zod";
import type { RefundRecord, Seen } from "../../records.ts";
import type { RefundPart } from "../parts.ts";
import { toMinorUnits } from "./amounts.ts";
import { Currency, Instant, OptionalText, Reference } from "./fields.ts";

const Refund = z.object({
  id: z.string(),
  amount: z.int(),
  charge: Reference,
  created: Instant,
  currency: Currency,
  reason: OptionalText,
  status: OptionalText,
});

/** Reasons of a "refund" of money that was reserved and never taken. */
const NEVER_TAKEN: ReadonlySet<string> = new Set(["expired_uncaptured_charge", "partial_capture"]);

const REFUND_STATES: Readonly<Record<string, RefundRecord["status"]>> = {
  succeeded: "succeeded",
  pending: "pending",
  requires_action: "pending",
  failed: "failed",
  canceled: "failed",
};

/** A refund, on its own date. One of money that was never taken is none. */
export function readRefund(object: unknown, seen: Seen): RefundPart[] {
  const refund = Refund.parse(object);
  if (!refund.charge || NEVER_TAKEN.has(refund.reason ?? "")) return [];
  // Versions of the API from before 2018 state no status: there a refund is done.
  const status = REFUND_STATES[refund.status ?? "succeeded"] ?? "pending";
  return [toPart({ ...refund, charge: refund.charge, reason: "refund", status }, seen)];
}

const Dispute = z.object({
  id: z.string(),
  amount: z.int(),
  charge: Reference,
  created: Instant,
  currency: Currency,
  status: z.string(),
});

/** The bank only asks (a warning), or the money came back: nothing is taken from the shop then. */
const DISPUTE_STATES: Readonly<Record<string, RefundRecord["status"]>> = {
  won: "reversed",
  prevented: "failed",
  warning_needs_response: "pending",
  warning_under_review: "pending",
  warning_closed: "failed",
};

/** A dispute takes the money at once and gives it back when it is won. */
export function readDispute(object: unknown, seen: Seen): RefundPart[] {
  const dispute = Dispute.parse(object);
  if (!dispute.charge) return [];
  const status = DISPUTE_STATES[dispute.status] ?? "succeeded";
  return [toPart({ ...dispute, charge: dispute.charge, reason: "dispute", status }, seen)];
}

function toPart(
  refund: {
    id: string;
    charge: string;
    amount: number;
    currency: string;
    created: number;
    reason: RefundRecord["reason"];
    status: RefundRecord["status"];
  },
  seen: Seen,
): RefundPart {
  return {
    ...seen,
    kind: "refund",
    externalId: refund.id,
    keys: [`charge:${refund.charge}`],
    refund: {
      kind: "refund",
      externalId: refund.id,
      chargeExternalId: refund.charge,
      amount: toMinorUnits(refund.amount, refund.currency),
      currency: refund.currency,
      reason: refund.reason,
      status: refund.status,
      at: refund.created,
    },
  };
}
