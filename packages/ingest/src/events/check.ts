import { type InputFault, InvalidInput } from "@heliometer/core";
import type { z } from "zod";
import { Refused } from "../refusals.ts";

/** Bodies that work, for what a refusal shows. */
export interface Examples {
  /** A whole body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Values that work for fields which the body above does not hold. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Checks a body.
 * @throws Refused naming the first field at fault, what came, what is allowed, and an example that works.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  body: Record<string, unknown>,
  examples: Examples,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refused("invalid_field", new InvalidInput(faultOf(issue, body, examples)));
}

function faultOf(issue: z.core.$ZodIssue | undefined, body: Record<string, unknown>, examples: Examples): InputFault {
  const [name = "body", ...rest] = (issue?.path ?? []).map(String);
  const received = rest.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], body[name]);
  const rule = issue?.message ?? "cannot be read.";
  const field = [name, ...rest].join(".");
  const example = name in examples.body ? examples.body : { ...examples.body, [name]: examples.fields?.[name] };
  if (received === undefined) return { field, rule: `is missing; it ${rule}`, example };
  return { field, rule, received, example };
}
