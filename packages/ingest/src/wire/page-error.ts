import { z } from "zod";
import { cut } from "../enrich/text.ts";
import { check } from "../events/check.ts";
import { optionalIdentifier, optionalPath, properties, text, timestamp } from "../events/fields.ts";
import {
  ERROR_CONTEXT_BYTES_MAX,
  ERROR_MESSAGE_CHARACTERS_MAX,
  ERROR_STACK_CHARACTERS_MAX,
  EVENT_OVERHEAD_BYTES,
  REFERRER_CHARACTERS_MAX,
} from "../limits.ts";
import { type Endpoint, visitorOf } from "./door.ts";
import { ERROR_PATHS } from "./paths.ts";
import { signalEntry } from "./signal.ts";

const TYPES = ["error", "unhandledrejection", "console"] as const;
const SEVERITIES = ["error", "warning", "info"] as const;
/** The name under which errors of pages are asked for. */
const EVENT_NAME = "page_error";

const lineNumber = z.number("must be a number.").nullish();
const ErrorBody = z.object({
  visitorId: optionalIdentifier,
  eventId: optionalIdentifier,
  type: z.enum(TYPES, `must be one of ${TYPES.join(", ")}.`),
  message: z.string("must be a text."),
  severity: z.enum(SEVERITIES, `must be one of ${SEVERITIES.join(", ")}.`).nullish(),
  stack: text,
  source: text,
  lineno: lineNumber,
  colno: lineNumber,
  path: optionalPath,
  timestamp,
  context: z.unknown().optional(),
});
const EXAMPLES = {
  body: {
    visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11",
    type: "error",
    message: "x is not a function",
    path: "/pricing",
  },
  fields: { severity: "error", timestamp: "2026-03-01T12:00:00Z", lineno: 12, colno: 7 },
};

/** Something went wrong in a page. */
export const pageErrors: Endpoint = {
  kind: "error",
  paths: ERROR_PATHS,
  async take(received, door) {
    const error = check(ErrorBody, received.body, EXAMPLES);
    const visitorId = await visitorOf(received, error.visitorId, door);
    const { eventId = null, path } = error;
    const signal = {
      name: EVENT_NAME,
      visitorId,
      eventId,
      path,
      properties: describe(error),
      timestamp: error.timestamp,
    };
    await door.pipeline.accept([signalEntry(received, signal, door)], received.bytes + EVENT_OVERHEAD_BYTES);
    return {};
  },
};

/** What is kept: long texts are cut, queries of addresses and a context that is too large are left out. */
function describe({ type, severity, message, stack, source, lineno, colno, context }: z.infer<typeof ErrorBody>) {
  return {
    type,
    severity: severity ?? "error",
    message: cut(message, ERROR_MESSAGE_CHARACTERS_MAX),
    ...(stack && { stack: cut(stack, ERROR_STACK_CHARACTERS_MAX) }),
    ...(source && { source: cut(source.split(/[?#]/, 1).join(""), REFERRER_CHARACTERS_MAX) }),
    ...(typeof lineno === "number" && { lineno }),
    ...(typeof colno === "number" && { colno }),
    ...(isSmallObject(context) && { context }),
  };
}

function isSmallObject(context: unknown): boolean {
  const { success, data } = properties.safeParse(context);
  return success && data !== "" && Buffer.byteLength(data) <= ERROR_CONTEXT_BYTES_MAX;
}
