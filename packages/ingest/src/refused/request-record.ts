import type { RefusedRecord } from "@heliometer/accounts";
import { InvalidInput } from "@heliometer/core";
import type { Refused } from "../refusals.ts";
import { keepBody } from "./kept-body.ts";

const PERSONAL_FIELDS: ReadonlySet<string> = new Set(["email", "name", "userId", "body"]);

/** What was sent, and what is known beside it. */
interface Sent extends Pick<RefusedRecord, "projectId" | "at" | "kind" | "circumstances"> {
  /** As it came; anything but bytes is nothing that could be kept. */
  readonly body: unknown;
}

/** A request, or one event of it, as it is kept with the reason for which it was refused. */
export function requestRecord(error: Refused, { body, ...sent }: Sent): RefusedRecord {
  return {
    ...sent,
    reason: error.reason,
    detail: detailOf(error),
    ...keepBody(body),
    visitorId: sentVisitorId(body),
  };
}

/** What is wrong, in words; a name or an address that came is told to its sender, and not kept. */
function detailOf({ error }: Refused): string {
  if (!(error instanceof InvalidInput) || !PERSONAL_FIELDS.has(error.fault.field)) return error.message;
  return `${error.fault.field}: ${error.fault.rule}`;
}

/** The visitor's id that a body names, so that erasing the visitor finds it. */
function sentVisitorId(body: unknown): string | null {
  const text = Buffer.isBuffer(body) ? body.toString("utf8") : "";
  return /"visitorId"\s*:\s*"([^"\\]{1,200})"/.exec(text)?.[1] ?? null;
}
