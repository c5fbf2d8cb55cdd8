/** An exact fraction; the denominator is above 0. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** The sum, without a rest. */
export function addFractions(one: Fraction, other: Fraction): Fraction {
  return { over: one.over * other.under + other.over * one.under, under: one.under * other.under };
}

/** The product, without a rest. */
export function multiplyFractions(one: Fraction, other: Fraction): Fraction {
  return { over: one.over * other.over, under: one.under * other.under };
}

/** The nearest whole number; half-way between two, the even one. */
export function roundHalfEven({ over, under }: Fraction): bigint {
  const floor = over >= 0n ? over / under : -((-over + under - 1n) / under);
  const twice = 2n * (over - floor * under);
  if (twice < under) return floor;
  if (twice > under) return floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
}
