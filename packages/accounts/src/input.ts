import { InvalidInput } from "@heliometer/core";
import { z } from "zod";

const NAME_CHARACTERS_MAX = 80;
const EMAIL_CHARACTERS_MAX = 254;
const PASSWORD_CHARACTERS_MIN = 10;
/** Above any pass phrase; below what would make hashing a weapon. */
export const PASSWORD_CHARACTERS_MAX = 200;
const ID_CHARACTERS_MAX = 128;

/** Values that work, by field; an error shows the one of its field. None for passwords: somebody would take it. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  name: "My shop",
  email: "ada@example.com",
  timezone: "Europe/Paris",
  currency: "EUR",
  weekStart: 1,
  domains: ["shop.example.com"],
};

/** What an error must not repeat. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(["password", "currentPassword", "code", "token"]);

/** One line that a person gives to a thing. */
export const Name = z
  .string("must be a text.")
  .trim()
  .min(1, "must not be empty.")
  .max(NAME_CHARACTERS_MAX, `must have at most ${NAME_CHARACTERS_MAX} characters.`)
  .regex(/^[^\p{Cc}]*$/u, "must be one line without control characters.");

/** An e-mail address; upper and lower case are the same address here. */
export const Email = z
  .string("must be a text.")
  .trim()
  .toLowerCase()
  .max(EMAIL_CHARACTERS_MAX, `must have at most ${EMAIL_CHARACTERS_MAX} characters.`)
  .pipe(z.email("must be an e-mail address."));

export const Password = z
  .string("must be a text.")
  .min(PASSWORD_CHARACTERS_MIN, `must have at least ${PASSWORD_CHARACTERS_MIN} characters.`)
  .max(PASSWORD_CHARACTERS_MAX, `must have at most ${PASSWORD_CHARACTERS_MAX} characters.`);

/** An id that this product gave out. */
export const Id = z
  .string("must be an id.")
  .min(1, "must not be empty.")
  .max(ID_CHARACTERS_MAX, "is longer than any id.");

/** One of a fixed list. */
export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, "is none of the accepted values.");
}

/**
 * Reads the input of a verb.
 * @throws InvalidInput for the first thing at fault: the field, the rule, what came, what is allowed, what would work.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw new InvalidInput({ field: "input", rule: "cannot be read." });
  throw toInvalidInput(issue, input);
}

function toInvalidInput(issue: z.core.$ZodIssue, input: unknown): InvalidInput {
  if (issue.code === "unrecognized_keys") {
    return new InvalidInput({ field: issue.keys[0] ?? "input", rule: "is not known here." });
  }
  const root = String(issue.path[0] ?? "");
  const received = issue.path.reduce<unknown>(step, input);
  const allowed = allowedValues(issue);
  return new InvalidInput({
    field: issue.path.map(String).join(".") || "input",
    rule: received === undefined ? "is required." : issue.message,
    ...(isShown(received) && !SECRET_FIELDS.has(root) && { received }),
    ...(allowed && { allowed }),
    ...(root in EXAMPLES && { example: { [root]: EXAMPLES[root] } }),
  });
}

function allowedValues(issue: z.core.$ZodIssue): string[] | undefined {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union" && "options" in issue) return issue.options?.map(String);
  return undefined;
}

/** Nothing and an empty text are told by the rule alone. */
function isShown(received: unknown): boolean {
  return received !== undefined && received !== "";
}

function step(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
