import { InvalidInput } from "@heliometer/core";
import { isRecord } from "./json-rpc.ts";
import type { JsonSchema } from "./json-schema.ts";

const NUMBER = /^[+-]?\d{1,15}(?:\.\d+)?$/;

/**
 * Reads the arguments of a call as they were meant where only one reading is possible: numbers, lists and objects
 * written as text, texts written as numbers, one entry for a list of one, surrounding whitespace, the letters' case of
 * a fixed value, null or "" for "not given"; the same inside lists of objects.
 * The result is held to the tool's schema by the tool.
 * @throws InvalidInput for a parameter that the tool does not have, with the reason where `refuses` has one.
 */
export function readArguments(
  schema: JsonSchema,
  given: unknown,
  refuses: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(isRecord(given) ? given : {})) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isRecord(field)) {
      const rule = (Object.hasOwn(refuses, name) && refuses[name]) || "the tool has no such parameter.";
      throw new InvalidInput({ field: name, rule, received: value, allowed: Object.keys(properties), example: {} });
    }
    const meant = readValue(field, value);
    if (meant !== undefined) read[name] = meant;
  }
  return read;
}

function readValue(field: JsonSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  const types = typesOf(field);
  if (Array.isArray(value) && value.length === 0 && types.has("object") && !types.has("array")) return {};
  if (isRecord(value) && types.has("array") && !types.has("object")) return readEntries(field, [value]);
  if (typeof value === "number" && types.has("string") && types.size === 1) return String(value);
  if (Array.isArray(value)) return readEntries(field, value);
  if (typeof value !== "string") return value;
  const read = readText(field, types, value.trim());
  if (Array.isArray(read)) return readEntries(field, read);
  return isRecord(read) && types.has("array") && !types.has("object") ? readEntries(field, [read]) : read;
}

/** The entries of a list, each as its own schema means it. */
function readEntries({ items }: JsonSchema, entries: readonly unknown[]): unknown[] {
  if (!isRecord(items)) return [...entries];
  if (!isRecord(items.properties)) return entries.map((entry) => readValue(items, entry) ?? entry);
  const { properties } = items;
  return entries.map((entry) => (isRecord(entry) ? readFields(properties, entry) : entry));
}

function readFields(properties: JsonSchema, entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const meant = isRecord(field) ? readValue(field, value) : value;
    if (meant !== undefined) read[name] = meant;
  }
  return read;
}

function readText(field: JsonSchema, types: ReadonlySet<string>, text: string): unknown {
  if (text === "") return undefined;
  if (types.has("string")) return readChoice(field, text);
  if ((types.has("number") || types.has("integer")) && NUMBER.test(text)) return Number(text);
  if (types.has("boolean") && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if ((types.has("object") || types.has("array")) && /^[[{]/.test(text)) return readJson(text);
  return types.has("array") ? readWords(field, text) : text;
}

/** Fixed words may stand in one text with commas; of any other text a comma may be a part. */
function readWords({ items }: JsonSchema, text: string): unknown {
  if (!isRecord(items) || items.type !== "string") return text;
  return Array.isArray(items.enum) ? text.split(",") : [text];
}

function readChoice(field: JsonSchema, text: string): string {
  const choices = Array.isArray(field.enum) ? field.enum : [];
  if (choices.length === 0 || choices.includes(text)) return text;
  const plain = plainWord(text);
  return choices.find((choice): choice is string => typeof choice === "string" && plainWord(choice) === plain) ?? text;
}

function plainWord(text: string): string {
  return text.toLowerCase().replace(/[\s-]+/g, "_");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The types that a field may have, those of its alternatives included. */
function typesOf(field: JsonSchema): ReadonlySet<string> {
  const { type } = field;
  const own = (Array.isArray(type) ? type : [type]).filter((name): name is string => typeof name === "string");
  const alternatives = [field.anyOf, field.oneOf].flatMap((list) => (Array.isArray(list) ? list.filter(isRecord) : []));
  return new Set([...own, ...alternatives.flatMap((alternative) => [...typesOf(alternative)])]);
}
