import { isRecord } from "./json-rpc.ts";

/** Far above any question a model can ask. */
export const BODY_BYTES_MAX = 262_144;
export const BATCH_MESSAGES_MAX = 20;
const DEPTH_MAX = 32;

/** A request's body: what it says, or why it is not read. */
export type ReadBody = { kind: "json"; value: unknown } | { kind: "malformed" } | { kind: "too_deep" };

/** Reads a body. Text nested deeper than any call needs is refused before a recursive reader meets it. */
export function readBody(body: unknown): ReadBody {
  if (!Buffer.isBuffer(body)) return { kind: "malformed" };
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return isTooDeep(value) ? { kind: "too_deep" } : { kind: "json", value };
  } catch {
    return { kind: "malformed" };
  }
}

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.values(value) : [];
}
