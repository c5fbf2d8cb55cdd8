import { z } from "zod";

/** RFC 3339, as milliseconds. Paddle tells microseconds. */
export const Instant = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((instant) => !Number.isNaN(instant), "is no instant.");

export const OptionalInstant = z
  .union([Instant, z.null()])
  .optional()
  .transform((instant) => instant ?? undefined);

/** Paddle writes amounts as texts, in minor units. */
export const Amount = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);

export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

export const CustomData = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch(null)
  .transform((data) => (data && Object.keys(data).length > 0 ? data : undefined));
