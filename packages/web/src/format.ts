import type { Text } from "./text/text.ts";

/** Numbers and dates as the reader writes them. `null` is a value that does not exist. */
export interface Format {
  number(value: number | null): string;
  /** Short, for an axis: 1.2K. */
  compact(value: number): string;
  /** An amount of a currency (ISO 4217), as a decimal number; without a fraction where it has none. */
  money(value: number | string | null, currency: string): string;
  /** An amount in a column of amounts: each with its fraction. */
  amount(value: number | string | null, currency: string): string;
  /** An amount for an axis: €1.2K. */
  compactMoney(value: number, currency: string): string;
  /** What a currency (ISO 4217) is called. */
  currencyName(code: string): string;
  /** The name of a country by its ISO 3166-1 code of two letters; the code itself where it has none. */
  country(code: string): string;
  /** Percent, 0 to 100. */
  percent(value: number | null): string;
  /** Percent in a column of percentages: each with one digit behind the point. */
  share(value: number | null): string;
  /** Seconds. */
  duration(value: number | null): string;
  /** Seconds to wait, as words. */
  wait(seconds: number): string;
  /** Calendar day of an instant (milliseconds, or ISO 8601) in a zone. */
  day(instant: number | string, zone?: string): string;
  /** Day and time. */
  instant(instant: number | string, zone?: string): string;
  /** The days from `start` up to, not including, `end` (ISO 8601) in a zone. */
  range(start: string, end: string, zone: string): string;
  /** The label of a bucket of a time series. */
  bucket(instant: string, zone: string, interval: Interval): string;
  /** The same for an axis, where there is less room. */
  tick(instant: string, zone: string, interval: Interval): string;
}

type Interval = "hour" | "day" | "week" | "month";

const SECONDS_PER_MINUTE = 60;
const BUCKET_STYLES: Readonly<Record<Interval, Intl.DateTimeFormatOptions>> = {
  hour: { weekday: "short", hour: "numeric", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "short", day: "numeric", month: "short" },
  week: { day: "numeric", month: "short" },
  month: { month: "short", year: "numeric" },
};
const TICK_STYLES: typeof BUCKET_STYLES = { ...BUCKET_STYLES, day: { day: "numeric", month: "short" } };
const INSTANT_STYLE: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
};

/** Formats of one language; `locale` is how its reader writes numbers and dates. */
export function createFormat({ language, units, overview }: Text, locale: string = language): Format {
  const number = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const currencies = new Intl.DisplayNames(locale, { type: "currency" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const countries = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
  const date = (instant: number | string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, options).format(new Date(instant));
  const money = (value: number | string | null, currency: string, options: Intl.NumberFormatOptions) =>
    value === null
      ? overview.noValue
      : new Intl.NumberFormat(locale, { style: "currency", currency, ...options }).format(Number(value));
  return {
    number: (value) => (value === null ? overview.noValue : number.format(value)),
    compact: (value) => compact.format(value),
    money: (value, currency) => money(value, currency, { trailingZeroDisplay: "stripIfInteger" }),
    amount: (value, currency) => money(value, currency, {}),
    compactMoney: (value, currency) => money(value, currency, { notation: "compact", maximumFractionDigits: 1 }),
    currencyName: (code) => currencies.of(code) ?? code,
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    percent: (value) => (value === null ? overview.noValue : percent.format(value / 100)),
    share: (value) => (value === null ? overview.noValue : share.format(value / 100)),
    duration: (value) => {
      if (value === null) return overview.noValue;
      const seconds = Math.round(value);
      return units.duration(Math.floor(seconds / SECONDS_PER_MINUTE), seconds % SECONDS_PER_MINUTE);
    },
    wait: (seconds) =>
      seconds < SECONDS_PER_MINUTE ? units.seconds(seconds) : units.minutes(Math.ceil(seconds / SECONDS_PER_MINUTE)),
    day: (instant, zone = "UTC") => date(instant, { dateStyle: "medium", timeZone: zone }),
    instant: (instant, zone = "UTC") => date(instant, { ...INSTANT_STYLE, timeZone: zone }),
    range: (start, end, zone) => {
      const last = new Date(Date.parse(end) - 1);
      return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone }).formatRange(
        new Date(start),
        last,
      );
    },
    bucket: (instant, zone, interval) => date(instant, { ...BUCKET_STYLES[interval], timeZone: zone }),
    tick: (instant, zone, interval) => date(instant, { ...TICK_STYLES[interval], timeZone: zone }),
  };
}
