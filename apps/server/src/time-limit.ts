import { Unavailable } from "@heliometer/core";
import type { EventStore, RunOptions } from "@heliometer/events";

const MS_PER_SECOND = 1_000;
const RETRY_SECONDS = 30;

/**
 * The same store, with a limit on the time of every report's query. When it is reached the engine stops working on the
 * query, and whoever asked reads what to do. A signal of the caller's (its client has gone away) works as before.
 */
export function limitReports(store: EventStore, limitSeconds: number): EventStore {
  async function within<Result>(options: RunOptions, work: (options: RunOptions) => Promise<Result>): Promise<Result> {
    const limit = AbortSignal.timeout(limitSeconds * MS_PER_SECOND);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    try {
      return await work({ signal });
    } catch (error) {
      if (!limit.aborted || options.signal?.aborted) throw error;
      throw new Unavailable(
        `The report took longer than ${limitSeconds} s and was stopped. Ask for a shorter range or for fewer filters.`,
        RETRY_SECONDS,
      );
    }
  }

  return {
    ...store,
    run: (plan, options = {}) => within(options, (limited) => store.run(plan, limited)),
    query: (query, options = {}) => within(options, (limited) => store.query(query, limited)),
  };
}
