import { InvalidInput } from "@heliometer/core";
import type { z } from "zod";

/**
 * The arguments of a tool as its schema reads them.
 * @throws InvalidInput about the first thing that is wrong.
 */
export function parseArguments<Schema extends z.ZodObject>(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
  example: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? "arguments");
  const description = schema.shape[field]?.description ?? "see the tool's description";
  throw new InvalidInput({ field, rule: `${description}.`, received: given[field], example });
}
