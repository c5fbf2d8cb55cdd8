import type { ExchangeRateRow } from "@heliometer/db";
import { fractionOf, parseDecimal, writeDecimal } from "./decimals.ts";
import { type Fraction, multiplyFractions } from "./rationals.ts";

/** What one unit of a currency was worth in another, on a day. */
export interface DatedRate {
  /** A decimal number. */
  readonly rate: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

/** Dated rates of one project. */
export interface Rates {
  /**
   * The rate of the day, else the newest one of the seven days before (banks state none at weekends and on holidays):
   * as it is stated, the other way round, or by way of a third currency on the same day. Null: there is none.
   */
  find(pair: { from: string; to: string; date: string }): DatedRate | null;
}

/** A rate of an older day is none. */
const DAYS_BACK_MAX = 7;
const DAY_MS = 86_400_000;

type StatedRate = Pick<ExchangeRateRow, "base" | "quote" | "date" | "rate">;

/** The rates that a project has been told. */
export function createRates(stated: readonly StatedRate[]): Rates {
  const byDay = new Map<string, Map<string, string>>();
  for (const { base, quote, date, rate } of stated) {
    const day = byDay.get(date) ?? new Map<string, string>();
    day.set(`${base}/${quote}`, rate);
    byDay.set(date, day);
  }
  const pivots = [...new Set(stated.flatMap(({ base, quote }) => [base, quote]))].sort();
  const known = new Map<string, DatedRate | null>();

  function look({ from, to, date }: { from: string; to: string; date: string }): DatedRate | null {
    for (let back = 0; back <= DAYS_BACK_MAX; back += 1) {
      const on = dayBefore(date, back);
      const day = byDay.get(on);
      const rate = day && rateOfDay(day, { from, to, pivots });
      if (rate) return { rate, date: on };
    }
    return null;
  }

  return {
    find(pair) {
      const key = `${pair.from}/${pair.to}/${pair.date}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const rate = look(pair);
      known.set(key, rate);
      return rate;
    },
  };
}

/** Rates by `base/quote`. */
type Day = ReadonlyMap<string, string>;

function rateOfDay(day: Day, { from, to, pivots }: { from: string; to: string; pivots: readonly string[] }) {
  const stated = day.get(`${from}/${to}`);
  if (stated !== undefined) return stated;
  const direct = legOf(day, from, to);
  if (direct) return writeDecimal(direct);
  for (const pivot of pivots) {
    const [first, second] = [legOf(day, from, pivot), legOf(day, pivot, to)];
    if (first && second) return writeDecimal(multiplyFractions(first, second));
  }
  return null;
}

/** From one currency to another in one step, in either direction. */
function legOf(day: Day, from: string, to: string): Fraction | null {
  const stated = parseDecimal(day.get(`${from}/${to}`) ?? "");
  if (stated) return fractionOf(stated);
  const inverse = parseDecimal(day.get(`${to}/${from}`) ?? "");
  if (!inverse) return null;
  const { over, under } = fractionOf(inverse);
  return { over: under, under: over };
}

function dayBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
