import { HeliometerError, isPostgresOutage, outageReason, Unavailable } from "@heliometer/core";

const STOPPED = "57014";
const LOCK_NOT_AVAILABLE = "55P03";

/** Whether a statement gave up waiting for a lock. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === LOCK_NOT_AVAILABLE;
}

/**
 * The error to show for one of the driver's: Unavailable when the server does not answer, or when it stopped a statement
 * whose time was up (`tooLong` says so); the error itself when the statement is at fault.
 */
export function explain(error: unknown, tooLong: string): unknown {
  if (error instanceof HeliometerError) return error;
  if (codeOf(error) === STOPPED) return new Unavailable(tooLong);
  if (!isPostgresOutage(error)) return error;
  return new Unavailable(`The event store (Postgres) does not answer: ${outageReason(error)}`);
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : "";
}
