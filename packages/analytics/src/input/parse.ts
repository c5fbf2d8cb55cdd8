import { InvalidInput } from "@heliometer/core";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;
type Example = Readonly<Record<string, unknown>>;

/** What stands beside the schema of an input: arguments that work, and parameters that cannot be with the reason. */
interface Guidance {
  readonly example: Example;
  readonly refuses: Readonly<Record<string, string>>;
}

/** The input as its schema reads it; throws InvalidInput about the first thing that is wrong. */
export function parseInput<Input extends z.ZodObject>(
  schema: Input,
  raw: unknown,
  guidance: Guidance,
): z.output<Input> {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (!issue) throw new InvalidInput({ field: "input", rule: "cannot be read.", example: guidance.example });
  throw describeIssue(issue, { raw, parameters: Object.keys(schema.shape), ...guidance });
}

interface Question extends Guidance {
  raw: unknown;
  parameters: readonly string[];
}

function describeIssue(issue: Issue, { raw, parameters, example, refuses }: Question): InvalidInput {
  const field = fieldName(issue.path);
  const received = valueAt(raw, issue.path);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const name = field === "input" ? key : `${field}.${key}`;
    const known = field === "input" ? { allowed: parameters } : {};
    const rule = (field === "input" && Object.hasOwn(refuses, key) && refuses[key]) || "unknown parameter.";
    return new InvalidInput({ field: name, rule, received: valueAt(received, [key]), ...known, example });
  }
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    return new InvalidInput({ field, rule: "must be one of the allowed values.", received, allowed, example });
  }
  return new InvalidInput({ field, rule: ruleOf(issue), received, example });
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${issue.expected === "int" ? "a whole number" : `of type ${issue.expected}`}.`;
    case "too_big":
      return `at most ${issue.maximum}${unitOf(issue.origin)}.`;
    case "too_small":
      return `at least ${issue.minimum}${unitOf(issue.origin)}.`;
    default:
      return `${issue.message}.`;
  }
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

/** filters[0].values, as a person would write it. */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "input";
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${part}]`;
    return name === "" ? String(part) : `${name}.${String(part)}`;
  }, "");
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined;
  }, raw);
}
