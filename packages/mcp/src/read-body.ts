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

/** Goes no deeper than what is allowed, so no nesting exhausts the stack. */
function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth > DEPTH_MAX) return true;
  for (const child of Object.values(value)) if (isTooDeep(child, depth + 1)) return true;
  return false;
}
