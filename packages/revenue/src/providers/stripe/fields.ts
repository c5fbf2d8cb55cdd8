import { z } from "zod";

const MS_PER_SECOND = 1_000;

/** A reference to another object: its id, or the object itself where it was expanded. */
export const Reference = z
  .union([z.string(), z.object({ id: z.string() })])
  .nullish()
  .transform((value) => (typeof value === "object" ? value?.id : value));

/** An instant, in seconds as Stripe has it, as milliseconds. */
export const Instant = z.number().transform((seconds) => seconds * MS_PER_SECOND);

export const OptionalInstant = z
  .number()
  .nullish()
  .transform((seconds) => (seconds == null ? undefined : seconds * MS_PER_SECOND));

/** A text, or nothing for null and ''. */
export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

/** Stripe's currencies are in lower case. */
export const Currency = z.string().transform((code) => code.toUpperCase());

export const Metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((metadata) => (metadata && Object.keys(metadata).length > 0 ? metadata : undefined));
