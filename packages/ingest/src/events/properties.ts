import type { z } from "zod";
import { isObject } from "../body.ts";
import { PROPERTIES_BYTES_MAX, PROPERTIES_DEPTH_MAX } from "../limits.ts";

/** Reads the properties of an event into JSON text; '' where there are none. */
export function readProperties(value: unknown, context: z.RefinementCtx): string {
  if (value === undefined || value === null) return "";
  const rule = isObject(value) ? nestingRule(value) : "must be an object of names and values.";
  if (rule) return refuse(context, rule);
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > PROPERTIES_BYTES_MAX) {
    return refuse(context, `must be at most ${PROPERTIES_BYTES_MAX} bytes as JSON; these are ${bytes}.`);
  }
  return text === "{}" ? "" : text;
}

/** Level by level rather than by recursion: 64 KB of brackets nest deeper than a stack. */
function nestingRule(properties: object): string | null {
  let level: object[] = [properties];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > PROPERTIES_DEPTH_MAX) return `must nest at most ${PROPERTIES_DEPTH_MAX} levels deep.`;
    level = level.flatMap((container) => Object.values(container)).filter(isContainer);
  }
  return null;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function refuse(context: z.RefinementCtx, message: string): string {
  context.addIssue({ code: "custom", message });
  return "";
}
