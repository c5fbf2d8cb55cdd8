import { HeliometerError, Unavailable } from "@heliometer/core";

/** SQLSTATE classes of a server that cannot work now, whatever it is asked: connection, resources, shutdown. */
const SERVER_STATES = ["08", "53", "57P"];
const STOPPED = "57014";
const LOCK_NOT_AVAILABLE = "55P03";
/** The driver's own errors have no code. */
const DRIVER_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;

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
  const code = codeOf(error);
  if (code === STOPPED) return new Unavailable(tooLong);
  const isDown = SERVER_STATES.some((state) => code.startsWith(state)) || isOfSystem(error) || isOfDriver(error);
  return isDown ? new Unavailable(`The event store (Postgres) does not answer: ${reasonOf(error)}`) : error;
}

/** What happened, without the address and its password. */
function reasonOf(error: unknown): string {
  // A host with several addresses answers with one error for each.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : "";
}

function isOfSystem(error: unknown): boolean {
  return error instanceof AggregateError || (error instanceof Error && "syscall" in error);
}

function isOfDriver(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === "" && DRIVER_MESSAGES.test(error.message);
}
