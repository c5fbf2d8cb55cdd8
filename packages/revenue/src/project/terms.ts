import { convertMinor } from "../money/convert.ts";
import type { DatedRate, Rates } from "../money/rates.ts";
import type { Valued } from "../mrr/movements.ts";
import { dayOf } from "./days.ts";

/** What facts are derived under: the decisions of a project, and the instant of deriving. */
export interface Terms {
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timezone: string;
  readonly finiteDiscounts: boolean;
  readonly rates: Rates;
  readonly now: number;
}

/** An amount as it is reported, and the rate that it was converted with; null where nothing was converted. */
export interface Converted extends Valued {
  readonly used: DatedRate | null;
}

/** Values an amount at the rate of a calendar day; where there is none it stays in its own currency. */
export function valueOnDay(
  { amount, currency, date }: { amount: number; currency: string; date: string },
  terms: Terms,
): Converted {
  if (currency === terms.currency) return { currency, amount, used: null };
  const used = terms.rates.find({ from: currency, to: terms.currency, date });
  if (!used) return { currency, amount, used };
  const converted = convertMinor(amount, { from: currency, to: terms.currency, rate: used.rate });
  // More than a number can hold exactly is not guessed either.
  if (!Number.isSafeInteger(converted)) return { currency, amount, used: null };
  return { currency: terms.currency, amount: converted, used };
}

/** Values an amount at the rate of an instant's day in the project's zone. */
export function valueAt(
  { amount, currency, at }: { amount: number; currency: string; at: number },
  terms: Terms,
): Converted {
  if (currency === terms.currency) return { currency, amount, used: null };
  return valueOnDay({ amount, currency, date: dayOf(at, terms.timezone) }, terms);
}
