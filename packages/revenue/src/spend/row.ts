import { CHANNELS } from "@heliometer/core";
import { z } from "zod";
import { Amount, Currency, lineOf } from "../fields.ts";

const TEXT_CHARACTERS_MAX = 255;
const FIRST_DAY = "2000-01-01";
const MS_PER_DAY = 86_400_000;

const label = lineOf(TEXT_CHARACTERS_MAX);
const optionalLabel = label.default("");

const COUNT_RULE = "must be a whole number, 0 or more.";
const count = z.int(COUNT_RULE).min(0, COUNT_RULE).default(0);

/** A calendar day as `2026-11-21`; neither before the web's advertising nor so far ahead that no zone has it yet. */
const day = z
  .string("must be a calendar day such as 2026-11-21.")
  .trim()
  .refine(isCalendarDay, "must be a calendar day such as 2026-11-21.")
  .refine((date) => date >= FIRST_DAY, `must not lie before ${FIRST_DAY}.`);

/** Names of known channels are written as reports write them, so that money stands beside the visits it paid for. */
const channel = label.min(1, "must not be empty.").transform(knownChannel);

/** A row of advertising spend, as it comes. */
export const Spend = z.strictObject({
  date: day.describe("Calendar day in the ad account's time zone, 2026-11-21"),
  channel: channel.describe(`A channel of the traffic reports (${CHANNELS.join(", ")}), or a name of your own`),
  source: optionalLabel.describe("Such as Google"),
  medium: optionalLabel.describe("Such as cpc"),
  campaign: optionalLabel.describe("Name of the campaign, as in utm_campaign"),
  campaignId: optionalLabel.describe("Id of the campaign at the platform"),
  currency: Currency.describe("ISO 4217, of the amount"),
  amount: Amount.describe("Whole minor units of the currency: 1250 is 12.50 EUR"),
  impressions: count,
  clicks: count,
  externalId: optionalLabel.describe("Your id of the row; a row that comes again with it replaces the one before"),
});
export type Spend = z.output<typeof Spend>;

/** The columns of a row, which are those of a file of our own too. */
export const SPEND_COLUMNS = Object.keys(Spend.shape) as (keyof Spend)[];

/** A row that works as it stands. */
export const SPEND_EXAMPLE = {
  date: "2026-11-20",
  channel: "Paid Search",
  source: "Google",
  medium: "cpc",
  campaign: "Brand",
  currency: "EUR",
  amount: 1250,
  impressions: 1840,
  clicks: 61,
};

/** What tells rows apart: their id, or else day, channel, campaign and currency. Platforms restate, and the later one counts. */
export function spendKey({ externalId, date, channel: name, campaign, currency }: Spend): string {
  return externalId === "" ? `day ${JSON.stringify([date, name, campaign, currency])}` : `id ${externalId}`;
}

/** Whether a text is a day of the calendar. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The last day that has begun somewhere on earth. */
export function latestDay(now: number): string {
  return new Date(now + MS_PER_DAY).toISOString().slice(0, 10);
}

function knownChannel(name: string): string {
  return CHANNELS.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
}
