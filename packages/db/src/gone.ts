import { Unavailable } from "@heliometer/core";

/** What whoever asked reads while the database does not answer. The cause is for the log: it names addresses. */
export function databaseGone(cause: unknown): Unavailable {
  const error = new Unavailable("The database does not answer at this moment. Please try again in a few seconds.");
  error.cause = cause;
  return error;
}
