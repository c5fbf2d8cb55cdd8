import { type InputFault, InvalidInput } from "@heliometer/core";
import type { z } from "zod";

/** What a reader of a body knows to say of its faults. */
export interface Described {
  /** What the thing is called: `a charge`. */
  readonly noun: string;
  /** A body that works as it stands; an error shows the field at fault out of it. */
  readonly example: Readonly<Record<string, unknown>>;
}

/**
 * Reads a body as it came.
 * @throws InvalidInput for the first thing at fault: the field, the rule, what came, what is allowed, what would work.
 */
export function readBody<Schema extends z.ZodObject>(
  schema: Schema,
  body: unknown,
  described: Described,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(faultOf(parsed.error.issues[0], { body, schema, ...described }));
}

interface Circumstances extends Described {
  readonly body: unknown;
  readonly schema: z.ZodObject;
}

/** The first issue of a body, as whoever sent it reads it. */
export function faultOf(
  issue: z.core.$ZodIssue | undefined,
  { body, schema, noun, example }: Circumstances,
): InputFault {
  if (issue?.code === "unrecognized_keys") {
    const path = [...issue.path, issue.keys[0] ?? ""].map(String).join(".");
    const allowed = issue.path.length === 0 ? { allowed: Object.keys(schema.shape) } : {};
    return { field: path, rule: `is no field of ${noun}.`, ...allowed };
  }
  const [name] = issue?.path ?? [];
  if (typeof name !== "string" || !issue) {
    return { field: "body", rule: `must be an object: ${noun}.`, received: body, example };
  }
  const received = issue.path.reduce<unknown>((value, key) => Reflect.get(Object(value ?? {}), key), body);
  return {
    field: issue.path.map(String).join("."),
    rule: received === undefined ? "is required." : issue.message,
    ...(received !== undefined && { received }),
    ...(issue.code === "invalid_value" && { allowed: issue.values.map(String) }),
    ...(example[name] !== undefined && { example: { [name]: example[name] } }),
  };
}
