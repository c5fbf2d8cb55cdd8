import type { InputFile } from "./input-files.ts";
import { readText, UNREADABLE } from "./text.ts";

export interface JsonObject {
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

interface JsonReading {
  /** Hears of every object, whatever becomes of it. */
  readonly onRow: () => void;
  /** Hears of objects that cannot be read. */
  readonly refuse: (line: number, reason: string) => void;
  readonly onBytes?: (bytes: number) => void;
}

/** No visit and no event is larger; more means that the braces do not match. */
const OBJECT_CHARACTERS_MAX = 16_777_216;

/**
 * The objects of a file, one after the other, whether each stands on a line of its own or all stand in one array. Memory
 * holds one of them. An object that cannot be read is refused by itself.
 */
export async function* readJsonObjects(file: InputFile, reading: JsonReading): AsyncGenerator<JsonObject> {
  const splitter = createSplitter();
  for await (const text of readText(file, reading.onBytes)) {
    for (const found of splitter.split(text)) {
      reading.onRow();
      const value = parseObject(found.text, found.line, reading);
      if (value) yield { line: found.line, value };
    }
    if (splitter.begun().text.length > OBJECT_CHARACTERS_MAX) break;
  }
  const { text, line } = splitter.begun();
  if (text) reading.refuse(line, "begins an object that does not end: the file was cut off, or a brace is missing.");
}

interface ObjectText {
  readonly line: number;
  readonly text: string;
}

/** Cuts a text that comes in pieces into its outermost objects. Braces in quotes do not count, escaped quotes end none. */
function createSplitter() {
  const inQuotes = /["\\\n]/g;
  const outside = /["{}\n]/g;
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  let line = 1;
  let begun = { line: 1, text: "" };

  /** What a sign means; true where an object has ended with it. */
  function take(sign: string): boolean {
    if (sign === "\n") line += 1;
    else if (sign === '"') isQuoted = !isQuoted && depth > 0;
    else if (sign === "{") depth += 1;
    else if (sign === "}" && depth > 0) depth -= 1;
    else return false;
    return sign === "}" && depth === 0;
  }

  /** The next sign with a meaning and where it ends, what it escapes included. */
  function signAfter(text: string, at: number): { readonly sign: string; readonly end: number } | null {
    const signs = isQuoted ? inQuotes : outside;
    signs.lastIndex = at;
    const sign = signs.exec(text)?.[0];
    return sign ? { sign, end: signs.lastIndex + (sign === "\\" ? 1 : 0) } : null;
  }

  function split(text: string): ObjectText[] {
    const found: ObjectText[] = [];
    let start = 0;
    let at = isEscaped ? 1 : 0;
    isEscaped = false;
    for (let next = signAfter(text, at); next; next = signAfter(text, at)) {
      at = next.end;
      if (next.sign === "{" && depth === 0) {
        start = at - 1;
        begun = { line, text: "" };
      }
      if (!take(next.sign)) continue;
      found.push({ line: begun.line, text: begun.text + text.slice(start, at) });
      begun = { line, text: "" };
    }
    // A backslash at the very end escapes the first sign of the next piece.
    isEscaped = at > text.length;
    if (depth > 0) begun = { line: begun.line, text: begun.text + text.slice(start) };
    return found;
  }

  return { split, begun: (): ObjectText => begun };
}

function parseObject(text: string, line: number, { refuse }: JsonReading): JsonObject["value"] | null {
  if (text.includes(UNREADABLE)) {
    refuse(line, "holds bytes that are no UTF-8 text.");
    return null;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    refuse(line, `is no JSON object: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** The text of a field; numbers as texts, '' for everything else. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** The object of a field; without fields where there is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The objects of a list; none where there is no list. */
export function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
