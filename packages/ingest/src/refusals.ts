import type { HeliometerError } from "@heliometer/core";

/** Why a request was not taken, as it is counted. */
export const REFUSAL_REASONS = [
  "key_missing",
  "key_of_wrong_kind",
  "key_unknown",
  "content_type",
  "body_too_large",
  "body_unreadable",
  "invalid_field",
  "domain_not_allowed",
  "own_visit",
  "signal_respected",
  "rate_limited_visitor",
  "rate_limited_project",
  "overloaded",
  "disk_full",
  "store_failed",
  "store_refused",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What says nothing about the event: its sender comes again, or has been told to send less. */
const PASSING: ReadonlySet<RefusalReason> = new Set([
  "rate_limited_visitor",
  "rate_limited_project",
  "overloaded",
  "disk_full",
  "store_failed",
]);

/** Whether a refusal says nothing about the event, which then is counted and not kept. */
export function isPassing(reason: RefusalReason): boolean {
  return PASSING.has(reason);
}

/** A refusal with the reason under which it is counted; `error` is what the sender reads. */
export class Refused extends Error {
  readonly reason: RefusalReason;
  readonly error: HeliometerError;

  constructor(reason: RefusalReason, error: HeliometerError) {
    super(error.message);
    this.name = "Refused";
    this.reason = reason;
    this.error = error;
  }
}
