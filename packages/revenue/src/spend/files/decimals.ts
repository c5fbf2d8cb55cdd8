/** What stands before the decimals of a file's numbers; the other one groups thousands. */
export type DecimalSign = "." | ",";

/** Spaces of all widths and the Swiss apostrophe group thousands in every language. */
const GROUPING_SPACES = /[\s\u00a0\u2009\u202f'\u2019]/gu;

/**
 * Which sign stands before decimals, from all numbers of a file: `1,234` alone may be one or a thousand, `1,234.56` and
 * `0,5` may not. Where no number tells, or they contradict each other, it is what is usual in the file's language.
 */
export function decimalSignOf(numbers: readonly string[], usual: DecimalSign): DecimalSign {
  const signs = new Set(numbers.map(signOf).filter((sign) => sign !== null));
  const [only] = signs;
  return signs.size === 1 && only ? only : usual;
}

/** The sign that one number proves; null where it could be read in both ways. */
function signOf(number: string): DecimalSign | null {
  const text = compactOf(number);
  const signs = [...text.matchAll(/[.,]/g)].map(([sign]) => sign as DecimalSign);
  const last = signs.at(-1);
  if (last === undefined) return null;
  const other = last === "." ? "," : ".";
  if (signs.includes(other)) return last;
  // Of several equal signs none stands before decimals.
  if (signs.length > 1) return other;
  const digitsBehind = text.length - 1 - text.lastIndexOf(last);
  const isGroup = digitsBehind === 3 && /^-?[1-9]\d{0,2}$/.test(text.slice(0, text.lastIndexOf(last)));
  return isGroup ? null : last;
}

/**
 * A number of a file as plain decimal text (`-1234.5`), read with the file's sign; null for what is no number in that
 * way. Thousands may be grouped, in threes alone.
 */
export function plainDecimal(text: string, sign: DecimalSign): string | null {
  const group = sign === "." ? "," : ".";
  const shape = new RegExp(`^(-?)(\\d+|\\d{1,3}(?:\\${group}\\d{3})+)(?:\\${sign}(\\d+))?$`);
  const [, minus = "", whole, decimals] = shape.exec(compactOf(text)) ?? [];
  if (whole === undefined) return null;
  const digits = whole.replaceAll(group, "");
  return `${minus}${digits}${decimals === undefined ? "" : `.${decimals}`}`;
}

function compactOf(text: string): string {
  return text.replace(GROUPING_SPACES, "");
}

/**
 * Plain decimal text (`12.5`) in minor units of a currency with so many decimals (1250 for two of them). No floats.
 * Null where it has more decimals than the currency, zeros at the end left aside, or is larger than a safe integer.
 */
export function toMinorUnits(decimal: string, exponent: number): number | null {
  const [whole = "", decimals = ""] = decimal.split(".");
  const kept = decimals.slice(0, exponent).padEnd(exponent, "0");
  if (/[1-9]/.test(decimals.slice(exponent))) return null;
  const amount = Number(`${whole}${kept}`);
  return Number.isSafeInteger(amount) ? amount : null;
}
