import { currencyOf, type InputFault } from "@heliometer/core";
import type { RevenueRecord, SubscriptionRecord, SubscriptionState } from "../records.ts";

type Check = InputFault | null;

/** Minor units. What it comes to in a month, and in other currencies, is still exact. */
const AMOUNT_MAX = 100_000_000_000_000;

/**
 * What is wrong with a record as it stands, whatever is stored; null for nothing.
 * The fault's `field` is the record's own name of it.
 */
export function checkRecord(record: RevenueRecord): Check {
  if (record.kind === "customer") return record.currency ? checkCurrency("currency", record.currency) : null;
  if (record.kind === "subscription") return checkSubscription(record);
  if (record.kind === "prices") return checkState(record);
  return checkCurrency("currency", record.currency) ?? checkAmount("amount", record.amount) ?? checkAt("at", record.at);
}

function checkSubscription({ state, startedAt, endedAt }: SubscriptionRecord): Check {
  const { amount, percent } = state.discount ?? {};
  return (
    checkState(state) ??
    checkAt("startedAt", startedAt) ??
    (amount === undefined ? null : checkAmount("discount.amount", amount)) ??
    (percent === undefined || (percent >= 0 && percent <= 100) ? null : percentFault(percent)) ??
    checkEnd(startedAt, endedAt)
  );
}

function checkState(state: Pick<SubscriptionState, "at" | "currency" | "items">): Check {
  const ofItems = state.items.map(
    ({ amount, quantity, intervalCount }, index) =>
      checkAmount(`items[${index}].amount`, amount) ??
      checkWhole({ field: `items[${index}].quantity`, value: quantity, min: 0 }) ??
      checkWhole({ field: `items[${index}].intervalCount`, value: intervalCount, min: 1 }),
  );
  const total = state.items.reduce((sum, item) => sum + item.amount * item.quantity, 0);
  return (
    checkCurrency("currency", state.currency) ??
    checkAt("at", state.at) ??
    ofItems.find((fault) => fault !== null) ??
    (total > AMOUNT_MAX ? tooMuch("items", total) : null)
  );
}

/** What is wrong with the end of a subscription. */
export function checkEnd(startedAt: number, endedAt: number | null | undefined): Check {
  if (endedAt === null || endedAt === undefined || endedAt >= startedAt) return null;
  return {
    field: "endedAt",
    rule: `a subscription cannot end before it starts (${new Date(startedAt).toISOString()}).`,
    received: Number.isSafeInteger(endedAt) ? new Date(endedAt).toISOString() : endedAt,
  };
}

/** What is wrong with a currency's code. */
function checkCurrency(field: string, code: string): Check {
  if (currencyOf(code.toUpperCase())) return null;
  const rule = "must be a three-letter ISO 4217 currency code.";
  return { field, rule, received: code, example: { [field]: "EUR" } };
}

/** What is wrong with an amount of money. */
function checkAmount(field: string, amount: number): Check {
  if (amount > AMOUNT_MAX) return tooMuch(field, amount);
  if (Number.isSafeInteger(amount) && amount >= 0) return null;
  const rule = "must be a whole number of minor units that is not negative: 1999 is 19.99 USD.";
  return { field, rule, received: amount, example: { [field]: 1999 } };
}

function tooMuch(field: string, amount: number): InputFault {
  return { field, rule: `must be at most ${AMOUNT_MAX} minor units.`, received: amount };
}

function checkWhole({ field, value, min }: { field: string; value: number; min: number }): Check {
  if (Number.isSafeInteger(value) && value >= min) return null;
  return { field, rule: `must be a whole number, at least ${min}.`, received: value, example: { [field]: 1 } };
}

function checkAt(field: string, instant: number): Check {
  if (Number.isSafeInteger(instant) && !Number.isNaN(new Date(instant).getTime())) return null;
  return { field, rule: "must be an instant.", received: instant, example: { [field]: "2026-01-31T12:00:00Z" } };
}

function percentFault(percent: number): InputFault {
  return { field: "discount.percent", rule: "must lie between 0 and 100.", received: percent };
}
