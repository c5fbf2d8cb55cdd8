import { minorDigitsOf } from "@heliometer/core";

const USUAL_DIGITS = 2;

/** An amount of minor units as a number of the major unit: 1234 EUR → 12.34, 1234 JPY → 1234. */
export function toMajor(minor: number, currency: string): number {
  return Math.round(minor) / 10 ** digitsOf(currency);
}

/** 1234.5 EUR → '1,234.50 EUR'. */
export function moneyInWords(major: number, currency: string): string {
  const digits = digitsOf(currency);
  const amount = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount.format(major)} ${currency}`;
}

function digitsOf(currency: string): number {
  return minorDigitsOf(currency) ?? USUAL_DIGITS;
}
