import { isUtf8 } from "node:buffer";
import { InvalidInput } from "@heliometer/core";
import type { FastifyInstance } from "fastify";

const MEDIA_TYPE = "application/json";

/** Bodies of this scope are JSON; what cannot be read is refused in words. */
export function takeJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(MEDIA_TYPE, { parseAs: "buffer" }, async (_request: unknown, body: Buffer) =>
    parseJson(body),
  );
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw unreadable("must be JSON, but the request has no body.");
  if (!isUtf8(body)) throw unreadable("must be valid UTF-8.");
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("must be valid JSON.", text);
  }
}

function unreadable(rule: string, received?: string): InvalidInput {
  return new InvalidInput({ field: "body", rule, ...(received !== undefined && { received }) });
}
