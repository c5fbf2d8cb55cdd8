import { isUtf8 } from "node:buffer";
import { InvalidInput } from "@heliometer/core";
import { Refused } from "./refusals.ts";

const NUL = 0;
const BYTE_ORDER_MARK = "\ufeff";
const EXAMPLE = { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11", path: "/pricing" };
/** Escapes that could hide a character which no store keeps; only a body with one of them is searched through. */
const SUSPECT_ESCAPES = /\\u(?:0000|d[89a-f])/i;

/**
 * Reads a request's body as one JSON object in UTF-8.
 * @throws Refused naming what is wrong: empty, NUL, not UTF-8, not JSON, not an object, or half a character.
 */
export function readBody(body: unknown): Record<string, unknown> {
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw unreadable("must be a JSON object, but the request has no body.");
  const text = readText(body);
  const value = parse(text);
  if (!isObject(value)) throw unreadable("must be one JSON object.", text);
  if (hidesBrokenTexts(text)) refuseBrokenTexts(value);
  return value;
}

/**
 * The text of a body.
 * @throws Refused for NUL bytes and for what is not UTF-8.
 */
export function readText(body: Buffer): string {
  if (body.includes(NUL)) throw unreadable("must not hold NUL bytes.");
  return decode(body);
}

/** Whether a JSON text may hold characters that no store keeps; only then its values are looked through. */
export function hidesBrokenTexts(text: string): boolean {
  return SUSPECT_ESCAPES.test(text);
}

/** Whether a parsed JSON value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decode(body: Buffer): string {
  if (!isUtf8(body)) throw unreadable("must be valid UTF-8.");
  const text = body.toString("utf8");
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("must be valid JSON.", text);
  }
}

/**
 * Looks through all texts of a body, without recursion: 64 KB of brackets nest deeper than a stack.
 * @throws Refused for the first one with a NUL character or half a character.
 */
export function refuseBrokenTexts(body: Record<string, unknown>): void {
  const open: [field: string, value: unknown][] = Object.entries(body);
  for (let next = open.pop(); next; next = open.pop()) {
    const [field, value] = next;
    if (typeof value === "string") refuseBrokenText(field, value);
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      refuseBrokenText(field, name);
      open.push([field, inner]);
    }
  }
  for (const name of Object.keys(body)) refuseBrokenText("body", name);
}

function refuseBrokenText(field: string, text: string): void {
  const rule = text.includes("\0")
    ? "must not hold the NUL character (\\u0000)."
    : text.isWellFormed()
      ? null
      : "must not hold half a character (a lone surrogate such as \\ud800).";
  if (rule)
    throw new Refused(
      "body_unreadable",
      new InvalidInput({ field, rule, received: text.toWellFormed(), example: EXAMPLE }),
    );
}

function unreadable(rule: string, received?: string): Refused {
  const fault = { field: "body", rule, example: EXAMPLE };
  return new Refused("body_unreadable", new InvalidInput(received === undefined ? fault : { ...fault, received }));
}
