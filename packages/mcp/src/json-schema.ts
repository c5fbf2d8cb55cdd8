import { z } from "zod";
import { isRecord } from "./json-rpc.ts";

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const SAFE_BOUNDS = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
/** Keywords that cost characters in every list and that clients drop; descriptions and errors say the same in words. */
const NOISE = ["$schema", "pattern", "format", "minLength", "minItems", "maxItems", "additionalProperties"];

/**
 * The published schema of a tool's arguments: an object, readable without `format` and `pattern`. `wording` replaces
 * keywords of single parameters, where a short text serves a model better than the full one.
 */
export function publishInput(schema: z.ZodObject, wording?: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { properties, ...root } = strip(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const fields = Object.entries(isRecord(properties) ? properties : {});
  const worded = fields.map(([name, field]) => [name, wording ? shorten(field, wording[name]) : field]);
  return { type: "object", ...root, properties: Object.fromEntries(worded) };
}

/**
 * The published schema of every tool's answer. The fields of `data` stand in the tool's description: each list of
 * tools is paid for in a model's context. Only `summary` is required, because a refused call answers with a summary
 * and the fault, and clients hold that answer against the same schema.
 */
export const OUTPUT_SCHEMA = {
  type: "object" as const,
  required: ["summary"],
};

/** A default is what happens without a word of it: it costs characters in every list, and answers name what was used. */
function shorten(field: unknown, worded: JsonSchema | undefined): JsonSchema {
  const { default: _usual, ...kept } = isRecord(field) ? field : {};
  return { ...kept, ...worded };
}

function strip(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword, value]) => !isNoise(keyword, value));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, stripValue(keyword, value)]));
}

function isNoise(keyword: string, value: unknown): boolean {
  const isBound = keyword === "minimum" || keyword === "maximum";
  return NOISE.includes(keyword) || (isBound && typeof value === "number" && SAFE_BOUNDS.includes(value));
}

function stripValue(keyword: string, value: unknown): unknown {
  // The keys of `properties` are names of fields, not keywords.
  if (keyword === "properties" && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, stripValue("", field)]));
  }
  if (Array.isArray(value)) return value.map((item) => stripValue("", item));
  return isRecord(value) && keyword !== "default" ? strip(value) : value;
}
