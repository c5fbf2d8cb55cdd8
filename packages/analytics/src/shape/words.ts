const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** 1234.5 → '1,234.5' */
export function numberInWords(value: number): string {
  return NUMBERS.format(value);
}

/** '1 session', '1,234 sessions' */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${numberInWords(count)} ${count === 1 ? one : many}`;
}

/** How `now` stands against `before`: '12.3 % more visitors than the 7 days before'. */
export function changeInWords(values: { now: number; before: number }, what: string, than: string): string {
  const { now, before } = values;
  if (before === 0) return now === 0 ? `as in ${than}` : `against none in ${than}`;
  if (now === before) return `as many as in ${than}`;
  const change = Math.abs(((now - before) * 100) / before);
  const size = change < 0.05 ? "slightly" : `${numberInWords(change)} %`;
  return `${size} ${now > before ? "more" : "fewer"} ${what} than in ${than}`;
}

/** The same of an amount: '12.3 % less than in the 7 days before'. */
export function amountChangeInWords(values: { now: number; before: number }, than: string): string {
  const { now, before } = values;
  if (now === before) return `as much as in ${than}`;
  if (before <= 0) return `against ${before === 0 ? "nothing" : "a loss"} in ${than}`;
  const change = Math.abs(((now - before) * 100) / before);
  return `${change < 0.05 ? "slightly" : `${numberInWords(change)} %`} ${now > before ? "more" : "less"} than in ${than}`;
}
