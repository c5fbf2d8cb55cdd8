/**
 * Currencies that Stripe writes with another number of decimals than ISO 4217 has: the factor from Stripe's integer to
 * ISO's minor units as a power of ten. ISK and UGX have no minor unit and are written with two decimals, MGA has two and
 * is written without. Three-decimal currencies (BHD, JOD, KWD, OMR, TND) are written as in ISO, their last digit 0.
 * Source: docs.stripe.com/currencies, "Special cases" and "Zero-decimal currencies".
 */
const SHIFTS: Readonly<Record<string, number>> = { ISK: -2, UGX: -2, MGA: 2 };

/** An amount as Stripe writes it in minor units of ISO 4217. A fraction, which Stripe does not send, is rounded. */
export function toMinorUnits(amount: number, currency: string): number {
  const shift = SHIFTS[currency] ?? 0;
  if (shift === 0) return amount;
  return shift > 0 ? amount * 10 ** shift : Math.round(amount / 10 ** -shift);
}
