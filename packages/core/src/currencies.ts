import type { DineroCurrency } from "dinero.js/bigint";
import * as listed from "dinero.js/bigint/currencies";

type Currency = DineroCurrency<bigint>;

/**
 * The list gives the ariary and the ouguiya in fifths, as they are counted; ISO 4217 gives both two decimal digits, and so
 * does everybody who states an amount in minor units.
 */
const IN_FIFTHS: ReadonlySet<string> = new Set(["MGA", "MRU"]);
/** Codes that have gone out of use, or stand for no money of a country, and that a project may have all the same. */
const OTHERS: ReadonlySet<string> = new Set(["ANG", "CUC", "HRK", "SLL", "XDR", "XSU", "ZWL"]);
const USUAL_DIGITS = 2n;

/** A currency of ISO 4217 by its code, in capitals; null where there is none. `exponent`: digits of its minor unit. */
export function currencyOf(code: string): Currency | null {
  const known = Object.hasOwn(listed, code) ? (Reflect.get(listed, code) as Currency) : null;
  if (known && !IN_FIFTHS.has(code)) return known;
  return known || OTHERS.has(code) ? { code, base: 10n, exponent: USUAL_DIGITS } : null;
}

/** Decimal digits of a currency's minor unit: USD 2, JPY 0, KWD 3; null for a code that ISO 4217 does not know. */
export function minorDigitsOf(code: string): number | null {
  const currency = currencyOf(code);
  return currency && Number(currency.exponent);
}
