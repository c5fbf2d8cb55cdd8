import { currencyOf } from "@heliometer/core";
import { convert, dinero, halfEven, toSnapshot, transformScale } from "dinero.js/bigint";
import { parseDecimal } from "./decimals.ts";

/**
 * An amount of minor units in another currency, rounded once, half to even. `rate`: what one unit of `from` is worth in
 * `to`, as a decimal number.
 */
export function convertMinor(amount: number, { from, to, rate }: { from: string; to: string; rate: string }): number {
  const [source, target, factor] = [currencyOf(from), currencyOf(to), parseDecimal(rate)];
  if (!source || !target || !factor) throw new TypeError(`Cannot convert ${from} into ${to} at ${rate}.`);
  const money = dinero({ amount: BigInt(amount), currency: source });
  const converted = convert(money, target, { [target.code]: { amount: factor.digits, scale: factor.scale } });
  return Number(toSnapshot(transformScale(converted, target.exponent, halfEven)).amount);
}
