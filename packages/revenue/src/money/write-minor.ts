import { minorDigitsOf } from "@heliometer/core";

/** Minor units as a decimal number of the currency: 123456 of EUR is 1234.56. */
export function writeMinor(amount: bigint, currency: string): string {
  const digits = minorDigitsOf(currency) ?? 0;
  const text = String(amount).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
