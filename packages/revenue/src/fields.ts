import { minorDigitsOf } from "@heliometer/core";
import { z } from "zod";

const ID_CHARACTERS_MAX = 255;
const TEXT_CHARACTERS_MAX = 500;
const EMAIL_CHARACTERS_MAX = 254;
const METADATA_BYTES_MAX = 10_240;
const AMOUNT_RULE =
  "must be a whole number of the currency's minor units, 0 or more: 1250 for 12.50 EUR, 1250 for 1,250 JPY.";
const CURRENCY_RULE = "must be an ISO 4217 currency code such as EUR.";
const INSTANT_RULE = "must be an instant with an offset such as 2026-11-21T12:00:00Z.";
const POSITIVE_RULE = "must be a whole number, 1 or more.";

/** An id of the caller's own. */
export const ExternalId = lineOf(ID_CHARACTERS_MAX).min(1, "must not be empty.");

/** A line of text that a person reads. */
export const Line = lineOf(TEXT_CHARACTERS_MAX);

export const Email = z
  .string("must be an e-mail address.")
  .trim()
  .toLowerCase()
  .max(EMAIL_CHARACTERS_MAX, `must have at most ${EMAIL_CHARACTERS_MAX} characters.`)
  .pipe(z.email("must be an e-mail address."));

/** A code of ISO 4217 in either case. */
export const Currency = z
  .string(CURRENCY_RULE)
  .trim()
  .toUpperCase()
  .refine((code) => minorDigitsOf(code) !== null, CURRENCY_RULE);

/** Minor units. */
export const Amount = z.int(AMOUNT_RULE).min(0, AMOUNT_RULE);

/** A number of things or of intervals. */
export const Positive = z.int(POSITIVE_RULE).min(1, POSITIVE_RULE);

/** An instant by ISO 8601, as milliseconds since the epoch. */
export const Instant = z.iso.datetime({ offset: true, error: INSTANT_RULE }).transform((text) => Date.parse(text));

/** An object of the caller's own, kept as it came. */
export const Metadata = z
  .record(z.string(), z.unknown(), "must be an object.")
  .refine(
    (metadata) => Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_BYTES_MAX,
    `must be at most ${METADATA_BYTES_MAX} bytes of JSON.`,
  );

/** One of a fixed list. */
export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, "is none of the accepted values.");
}

/** Whose money it is: one of three. */
export const CUSTOMER_FIELDS = {
  customerId: ExternalId.optional().describe("Id of the customer as this API answers it, hm_cus_…"),
  externalCustomerId: ExternalId.optional().describe("Your id of the customer; one who is not known yet is made"),
  email: Email.optional().describe("The customer's e-mail address; one who is not known yet is made"),
};

/** One line of text. */
export function lineOf(characters: number) {
  const rule = `must be a text of at most ${characters} characters without control characters.`;
  return z
    .string(rule)
    .trim()
    .max(characters, rule)
    .regex(/^[^\p{Cc}]*$/u, rule);
}
