import { type Fraction, roundHalfEven } from "./rationals.ts";

/** A decimal number without sign: `digits` over ten to the power of `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: bigint;
}

const DECIMAL = /^(\d{1,20})(?:\.(\d{1,30}))?$/u;
/** Enough that an amount of fifteen digits comes out the same as by the exact fraction. */
const FRACTION_DIGITS = 24;

/** Reads a decimal number above 0, with a point; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
  const [, whole, fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return null;
  const digits = BigInt(whole + fraction);
  return digits === 0n ? null : { digits, scale: BigInt(fraction.length) };
}

/** A decimal number as a fraction. */
export function fractionOf({ digits, scale }: Decimal): Fraction {
  return { over: digits, under: 10n ** scale };
}

/** A fraction as a decimal number, of 24 digits after the point at most. */
export function writeDecimal({ over, under }: Fraction): string {
  const scaled = roundHalfEven({ over: over * 10n ** BigInt(FRACTION_DIGITS), under });
  const text = String(scaled).padStart(FRACTION_DIGITS + 1, "0");
  const fraction = text.slice(-FRACTION_DIGITS).replace(/0+$/u, "");
  return fraction === "" ? text.slice(0, -FRACTION_DIGITS) : `${text.slice(0, -FRACTION_DIGITS)}.${fraction}`;
}
