import assert from "node:assert/strict";
import { test } from "node:test";
import { isTooMuch, PRESSURE_LIMITS, type Pressure } from "./pressure.ts";

const CALM: Pressure = {
  writingBytes: 0,
  backlog: { entries: 0, bytes: 0 },
  rate: 10_000,
  isCatchingUp: false,
};
const isFull = (change: Partial<Pressure>) => isTooMuch({ ...CALM, ...change }, PRESSURE_LIMITS);

test("while the store works, no more may wait than it takes in four seconds, and twenty thousand in any case", () => {
  assert.ok(!isFull({ backlog: { entries: 39_999, bytes: 0 } }));
  assert.ok(isFull({ backlog: { entries: 40_000, bytes: 0 } }));
  assert.ok(!isFull({ rate: 10, backlog: { entries: 19_999, bytes: 0 } }));
  assert.ok(isFull({ rate: 10, backlog: { entries: 20_000, bytes: 0 } }));
});

test("while the store is away the journal fills up to its bounds, by bytes and by entries", () => {
  for (const away of [{ isCatchingUp: true }, { rate: null }]) {
    assert.ok(!isFull({ ...away, backlog: { entries: 1_999_999, bytes: 1_073_741_823 } }));
    assert.ok(isFull({ ...away, backlog: { entries: 2_000_000, bytes: 0 } }));
    assert.ok(isFull({ ...away, backlog: { entries: 0, bytes: 1_073_741_824 } }));
  }
});

test("what is on its way to a slow disk is bounded, whatever the store does", () => {
  assert.ok(isFull({ isCatchingUp: true, writingBytes: 33_554_432 }));
});
