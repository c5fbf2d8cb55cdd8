import { ClickHouseError } from "@clickhouse/client";
import { HeliometerError, Unavailable } from "@heliometer/core";

const TIMEOUT_EXCEEDED = "159";
const QUERY_WAS_CANCELLED = "394";
/** What a server answers that cannot work now, whatever it is asked. */
const SERVER_CODES = new Set([
  "202", // TOO_MANY_SIMULTANEOUS_QUERIES
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "225", // NO_ZOOKEEPER
  "241", // MEMORY_LIMIT_EXCEEDED
  "242", // TABLE_IS_READ_ONLY
  "243", // NOT_ENOUGH_SPACE
  "252", // TOO_MANY_PARTS
  "285", // TOO_FEW_LIVE_REPLICAS
  "319", // UNKNOWN_STATUS_OF_INSERT
  "999", // KEEPER_EXCEPTION
]);

/**
 * The error to show for one of the driver's: Unavailable when the server does not answer or is full, or when it stopped
 * a statement whose time was up (`tooLong` says so); the error itself when the statement is at fault.
 */
export function explain(error: unknown, tooLong: string): unknown {
  if (error instanceof HeliometerError) return error;
  if (error instanceof ClickHouseError) {
    if (error.code === TIMEOUT_EXCEEDED || error.code === QUERY_WAS_CANCELLED) return new Unavailable(tooLong);
    return SERVER_CODES.has(error.code) ? unanswered(error) : error;
  }
  return error instanceof AggregateError || isOfNetwork(error) ? unanswered(error) : error;
}

function unanswered(error: unknown): Unavailable {
  // A host with several addresses answers with one error for each.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const reason = first instanceof Error ? first.message : String(first);
  return new Unavailable(`The event store (ClickHouse) does not answer: ${reason}`);
}

/** Errors of sockets have a code; those of the driver's own time-out and of a server that hangs up have a message. */
function isOfNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return "code" in error || "syscall" in error || /timeout error|socket hang up/i.test(error.message);
}
