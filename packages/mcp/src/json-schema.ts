import { z } from "zod";
import { isRecord } from "./json-rpc.ts";

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const SAFE_BOUNDS = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
/** Keywords that cost characters in every list and that clients drop; the descriptions say the same in words. */
const INPUT_NOISE = ["$schema", "pattern", "format", "id"];
/** What an answer's rows look like is said once, in the tool's description; types and names are enough here. */
const OUTPUT_NOISE = [...INPUT_NOISE, "description", "enum", "examples", "minimum", "maximum", "additionalProperties"];

/** The published schema of a tool's arguments: an object, readable without `format` and `pattern`. */
export function publishInput(schema: z.ZodObject): JsonSchema {
  const full = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" });
  return { type: "object", ...strip(full, INPUT_NOISE) };
}

/**
 * The published schema of a tool's answer. Only `summary` is required: a refused call answers with a summary and the
 * fault, and clients check that answer against the same schema.
 */
export function publishOutput(answer: z.ZodObject): JsonSchema {
  const full = z.toJSONSchema(answer, { target: "draft-2020-12", io: "output", unrepresentable: "any" });
  return {
    type: "object",
    properties: {
      summary: { type: "string" },
      data: strip(full.properties?.data, OUTPUT_NOISE),
      meta: { type: "object" },
    },
    required: ["summary"],
  };
}

function strip(schema: unknown, noise: readonly string[]): JsonSchema {
  if (!isRecord(schema)) return {};
  const kept = Object.entries(schema).filter(([keyword, value]) => !isNoise(keyword, value, noise));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, stripValue(keyword, value, noise)]));
}

function isNoise(keyword: string, value: unknown, noise: readonly string[]): boolean {
  if (keyword === "minimum" || keyword === "maximum") {
    return noise.includes(keyword) || (typeof value === "number" && SAFE_BOUNDS.includes(value));
  }
  return noise.includes(keyword);
}

function stripValue(keyword: string, value: unknown, noise: readonly string[]): unknown {
  // The keys of `properties` are names of fields, not keywords.
  if (keyword === "properties" && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, stripValue("", field, noise)]));
  }
  if (Array.isArray(value)) return value.map((item) => stripValue("", item, noise));
  return isRecord(value) && keyword !== "default" ? strip(value, noise) : value;
}
