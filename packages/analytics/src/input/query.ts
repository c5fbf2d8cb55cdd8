import { InvalidInput } from "@heliometer/core";

/** A parsed query string: a parameter that stands twice has a list. */
export type Query = Readonly<Record<string, unknown>>;

/**
 * The input of a report from a query string: `limit` and `window` are numbers there, `filters` JSON, `metrics` a list with commas;
 * everything else is a text. Throws InvalidInput for a parameter that stands twice and for JSON that cannot be read.
 */
export function inputFromQuery(query: Query): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, readParameter(name, value)]));
}

/** The query string that says the same as an input; empty when the input is. */
export function queryFromInput(input: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    query.set(name, writeParameter(name, value));
  }
  return query.toString();
}

function readParameter(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    throw new InvalidInput({ field: name, rule: "stands more than once; give it once.", received: value });
  }
  if (typeof value !== "string") return value;
  if (name === "limit" || name === "window") return value.trim() === "" ? value : readNumber(value);
  if (name === "metrics") return value.split(",").map((part) => part.trim());
  if (name === "filters") return readJson(value);
  return value;
}

function readNumber(value: string): unknown {
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new InvalidInput({
      field: "filters",
      rule: "must be a JSON list.",
      received: value,
      example: { filters: '[{"dimension":"country","operator":"is","values":["FR"]}]' },
    });
  }
}

function writeParameter(name: string, value: unknown): string {
  if (name === "metrics" && Array.isArray(value)) return value.join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}
