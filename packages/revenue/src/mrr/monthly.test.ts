import assert from "node:assert/strict";
import { test } from "node:test";
import type { Discount, SubscriptionItem } from "../records.ts";
import { monthlyAmount } from "./monthly.ts";

const FOR_EVER_ONLY = { finiteDiscounts: false };

function item(change: Partial<SubscriptionItem>): SubscriptionItem {
  return { amount: 1200, quantity: 1, interval: "month", intervalCount: 1, ...change };
}

function monthly(items: SubscriptionItem[], discount: Discount | null = null, rules = FOR_EVER_ONLY): number {
  return monthlyAmount({ items, discount }, rules);
}

test("every interval counts as its share of a month: year 1/12, quarter 1/3, week 52/12, day 365/12", () => {
  assert.equal(monthly([item({})]), 1200);
  assert.equal(monthly([item({ interval: "year" })]), 100);
  assert.equal(monthly([item({ intervalCount: 3 })]), 400);
  assert.equal(monthly([item({ interval: "week" })]), 5200);
  assert.equal(monthly([item({ interval: "week", intervalCount: 2 })]), 2600);
  assert.equal(monthly([item({ interval: "day" })]), 36_500);
});

test("the whole is rounded once, half to even", () => {
  assert.equal(monthly([item({ amount: 6, interval: "year" })]), 0);
  assert.equal(monthly([item({ amount: 18, interval: "year" })]), 2);
  assert.equal(monthly([item({ amount: 6, interval: "year" }), item({ amount: 6, interval: "year" })]), 1);
  assert.equal(monthly([item({ amount: 999, interval: "year" })]), 83);
});

test("quantities multiply, and what is paid by use counts nothing", () => {
  assert.equal(monthly([item({ quantity: 3 }), item({ amount: 99_999, metered: true })]), 3600);
  assert.equal(monthly([item({ quantity: 0 })]), 0);
  assert.equal(monthly([]), 0);
});

test("discounts for ever subtract, those that end only where the project says so", () => {
  assert.equal(monthly([item({})], { percent: 25, forever: true }), 900);
  assert.equal(monthly([item({})], { percent: 25, forever: false }), 1200);
  assert.equal(monthly([item({})], { percent: 25, forever: false }, { finiteDiscounts: true }), 900);
  assert.equal(monthly([item({})], { percent: 33.33, forever: true }), 800);
  assert.equal(monthly([item({})], { amount: 200, forever: true }), 1000);
  assert.equal(monthly([item({ interval: "year" })], { amount: 240, forever: true }), 80);
  assert.equal(monthly([item({})], { amount: 5000, forever: true }), 0);
  assert.equal(monthly([item({})], { percent: 100, forever: true }), 0);
});
