import { Unavailable } from "@heliometer/core";

/**
 * How the engine's messages begin when it cannot work, whatever it is asked: the disk, the memory, or a fatal error after
 * which the database has to be opened anew.
 */
const OF_THE_ENGINE = /^(?:IO|Out of Memory|FATAL|INTERNAL|Connection) Error\b/;

/** The error to show for one of the driver's: Unavailable when the engine cannot work, the error itself otherwise. */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error) || !OF_THE_ENGINE.test(error.message)) return error;
  return new Unavailable(`The event store (DuckDB) cannot write: ${error.message}`);
}

/** A write that fails with what `explain` makes of its error. */
export function explained<Result>(write: Promise<Result>): Promise<Result> {
  return write.catch((error: unknown) => {
    throw explain(error);
  });
}
