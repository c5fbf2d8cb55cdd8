import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { HeliometerError, InvalidInput, showReceived } from "@heliometer/core";
import { hidesBrokenTexts, isObject, readText, refuseBrokenTexts } from "../body.ts";
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from "../limits.ts";
import { Refused } from "../refusals.ts";

/** 413: more than one request may bring. */
class TooLarge extends HeliometerError {
  readonly code = "invalid_request";
  readonly status = 413;
}

/** One event of a batch: an object, or why it is none, with what came in its place. */
export type BatchItem = Record<string, unknown> | Unreadable;

/** A part of a batch that is no event. */
export class Unreadable {
  readonly refusal: Refused;
  readonly text: string;

  constructor(refusal: Refused, text: string) {
    this.refusal = refusal;
    this.text = text;
  }
}

const unzip = promisify(gunzip);
const EXAMPLE = { events: [{ userId: "user-42", eventName: "invoice_paid", timestamp: "2026-03-01T12:00:00Z" }] };

/**
 * Reads a batch: a JSON array of events, or one event in each line (NDJSON), packed with gzip or not. A line that cannot
 * be read is told by its place; the others are taken.
 * @throws Refused when nothing can be read, or too much came.
 */
export async function readBatch(
  body: unknown,
  { encoding, isLines }: { encoding: string | undefined; isLines: boolean },
): Promise<{ items: BatchItem[]; bytes: number }> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw unreadable("is empty.");
  const plain = await unpack(body, encoding);
  const text = readText(plain);
  const items = isLines || !text.trimStart().startsWith("[") ? readLines(text) : readArray(text);
  if (items.length === 0) throw unreadable("holds no events.");
  if (items.length > BATCH_EVENTS_MAX) {
    throw unreadable(`must hold at most ${BATCH_EVENTS_MAX} events; these are ${items.length}.`);
  }
  return { items, bytes: plain.length };
}

/** How much may come out is bounded: a few kilobytes of gzip can hold gigabytes. */
async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  if (encoding !== "gzip") {
    const fault = {
      field: "Content-Encoding",
      rule: "is not known here.",
      received: encoding,
      allowed: ["gzip", "identity"],
    };
    throw new Refused("content_type", new InvalidInput(fault));
  }
  try {
    return await unzip(body, { maxOutputLength: BATCH_BYTES_MAX });
  } catch (error) {
    const isTooMuch = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isTooMuch ? batchTooLarge() : unreadable("must be valid gzip.");
  }
}

function batchTooLarge(): Refused {
  const message = `body: must be at most ${BATCH_BYTES_MAX} bytes, unpacked as well. Nothing of it was kept; send it in parts.`;
  return new Refused("body_too_large", new TooLarge(message));
}

function readArray(text: string): BatchItem[] {
  const values = parse(text);
  if (values instanceof Refused) throw values;
  const isSuspect = hidesBrokenTexts(text);
  return (values as unknown[]).map((value) => toItem(value, isSuspect));
}

function readLines(text: string): BatchItem[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const value = parse(line);
      return value instanceof Refused ? new Unreadable(value, line) : toItem(value, hidesBrokenTexts(line));
    });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable("must be valid JSON.", text);
  }
}

function toItem(value: unknown, isSuspect: boolean): BatchItem {
  try {
    if (!isObject(value)) throw unreadable("must be one JSON object.", showReceived(value));
    if (isSuspect) refuseBrokenTexts(value);
    return value;
  } catch (error) {
    if (error instanceof Refused) return new Unreadable(error, JSON.stringify(value));
    throw error;
  }
}

function unreadable(rule: string, received?: string): Refused {
  const fault = { field: "body", rule, example: EXAMPLE };
  return new Refused("body_unreadable", new InvalidInput(received === undefined ? fault : { ...fault, received }));
}
