import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { stripeEvent } from "../../testing/signed.ts";
import { stripeInvoice, stripeInvoiceLine, stripeSubscription } from "../../testing/stripe-objects.ts";
import { assembleStates } from "../assemble.ts";
import type { DiscountPart, StatePart } from "../parts.ts";
import { stripe } from "../stripe.ts";
import { readPastSubscription } from "./subscription.ts";

const AT = Date.parse("2026-10-02T09:00:00Z");
const NEXT = Date.parse("2026-11-02T09:00:00Z");
const MONTH = { start: AT, end: NEXT };
const MONTHLY = { interval: "month", intervalCount: 1 };

type Lines = { data: object[]; has_more?: boolean };

const read = (lines: Lines, more: object = {}) => {
  const invoice = stripeInvoice("in_1", { total: 3_000, tax: 0, subscription: "sub_1" }, { lines, ...more });
  const { records } = stripe.read(stripeEvent("invoice.paid", invoice, { id: "evt_1", at: AT }));
  return records.flatMap((record) => (record.kind === "prices" ? [record] : []));
};
const line = (amount: number, fields: object = {}, more: object = {}) =>
  stripeInvoiceLine("il_1", { ...MONTH, amount, subscription: "sub_1", item: "si_1", ...fields }, more);
const items = (...data: object[]) => read({ data })[0]?.items;

suite("what Stripe's invoices tell of prices", () => {
  test("a term's lines say what the subscription costs since the term began, in old and new versions of the API", () => {
    const item = { amount: 3_000, quantity: 1, ...MONTHLY, billedAs: "si_1", until: NEXT };
    const told = { kind: "prices", subscriptionExternalId: "sub_1", at: AT, currency: "EUR", items: [item] };
    const expected = { ...told, seenAt: AT + 700, sourceId: "invoice in_1" };
    assert.deepEqual(read({ data: [line(3_000)] }), [expected]);
    const older = { parent: null, type: "subscription", proration: false, subscription: "sub_1" };
    const price = { billing_scheme: "per_unit", recurring: { interval: "month", interval_count: 1 } };
    assert.deepEqual(read({ data: [line(3_000, {}, { ...older, subscription_item: "si_1", price })] }), [expected]);
  });

  test("the tiers of an item are one amount, and several items stand side by side", () => {
    assert.deepEqual(
      items(line(500), line(2_000), line(700, { item: "si_2" }))?.map(({ billedAs, amount }) => [billedAs, amount]),
      [
        ["si_1", 2_500],
        ["si_2", 700],
      ],
    );
  });

  test("shares of a term, single purchases, use that is billed afterwards, and drafts say nothing", () => {
    assert.deepEqual(read({ data: [line(1_500, { isProration: true })] }), []);
    assert.deepEqual(read({ data: [line(1_500, {}, { parent: { type: "invoice_item_details" } })] }), []);
    assert.deepEqual(read({ data: [line(1_500)] }, { created: NEXT / 1_000 }), []);
    assert.deepEqual(read({ data: [line(1_500)] }, { status: "draft" }), []);
    assert.deepEqual(read({ data: [line(1_500)] }, { status: "void" }), []);
    assert.deepEqual(read({ data: [line(-1_500)] }), []);
    assert.deepEqual(read({ data: [line(1_500)], has_more: true }), []);
  });

  test("a term tells how often it is paid: months by the calendar, else weeks or days", () => {
    const intervalOf = (start: string, end: string) => {
      const [item] = items(line(100, { start: Date.parse(start), end: Date.parse(end) })) ?? [];
      return [item?.interval, item?.intervalCount];
    };
    assert.deepEqual(intervalOf("2025-01-31T10:00:00Z", "2025-02-28T10:00:00Z"), ["month", 1]);
    assert.deepEqual(intervalOf("2025-02-28T10:00:00Z", "2025-03-31T10:00:00Z"), ["month", 1]);
    assert.deepEqual(intervalOf("2025-11-30T10:00:00Z", "2026-02-28T10:00:00Z"), ["month", 3]);
    assert.deepEqual(intervalOf("2024-02-29T10:00:00Z", "2025-02-28T10:00:00Z"), ["year", 1]);
    assert.deepEqual(intervalOf("2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), ["year", 2]);
    assert.deepEqual(intervalOf("2025-01-01T00:00:00Z", "2025-01-29T00:00:00Z"), ["week", 4]);
    assert.deepEqual(intervalOf("2025-01-01T00:00:00Z", "2025-01-08T00:00:00Z"), ["week", 1]);
    assert.deepEqual(intervalOf("2025-01-01T00:00:00Z", "2025-01-11T00:00:00Z"), ["day", 10]);
  });

  test("of a past subscription what it cost is presumed, of the present one it is told", () => {
    const now = { seenAt: NEXT, sourceId: "backfill" };
    const states = readPastSubscription(stripeSubscription("sub_1", { start: AT, amount: 3_000 }), now);
    assert.deepEqual(
      states.map((part) => part.kind === "state" && part.subscription.state.items[0]),
      [
        { amount: 3_000, quantity: 1, ...MONTHLY, presumed: true },
        { amount: 3_000, quantity: 1, ...MONTHLY },
      ],
    );
  });

  test("a discount of one item is taken off that item, and one of all of them off the whole", () => {
    const terms = (percent: number) => ({ coupon: { percent_off: percent, duration: "forever" } });
    const price = { unit_amount: 1_000, recurring: { interval: "month", interval_count: 1 } };
    const data = [
      { id: "si_1", quantity: 1, price },
      { id: "si_2", quantity: 1, price, discounts: [{ id: "di_1", ...terms(40) }] },
    ];
    const subscription = stripeSubscription(
      "sub_1",
      { start: AT, discounts: [{ id: "di_2", ...terms(10) }] },
      {
        items: { data },
      },
    );
    const { parts } = stripe.read(stripeEvent("customer.subscription.updated", subscription, { id: "evt_1", at: AT }));
    const told = assembleStates(
      parts.filter((part): part is StatePart => part.kind === "state"),
      parts.filter((part): part is DiscountPart => part.kind === "discount"),
    ).at(-1);
    assert.deepEqual(told?.state.discount, { percent: 10, forever: true });
    assert.deepEqual(
      told?.state.items.map(({ discount }) => discount),
      [undefined, { percent: 40, forever: true }],
    );
  });
});
