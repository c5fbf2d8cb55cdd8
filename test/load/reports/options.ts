import { parseArgs } from "node:util";
import { ENGINE_NAMES, type EngineName } from "./engine.ts";

/** What the bench of reports was asked to do. */
export interface ReportsOptions {
  readonly engine: EngineName;
  readonly events: number;
  /** The last day of the history, such as '2026-11-20'. */
  readonly until: string;
  /** Seconds of measuring for every report and number of clients. */
  readonly seconds: number;
  readonly fresh: boolean;
}

/** The bench was asked for something that it cannot do; the message says what and what is allowed. */
export class UsageError extends Error {}

const EVENTS_MIN = 10_000;
const EVENTS_MAX = 20_000_000;
const SECONDS_MIN = 1;
const SECONDS_MAX = 30;
const DAY_MS = 86_400_000;

export const HELP = `npm run bench -- reports --events 1000000 --engine duckdb

Loads 90 days of made-up events, the same every time, and measures every report over the last 30 of them: through the
MCP endpoint with a key, with one client and with eight, and the engine's own time beside it.

  --events N       how many events, ${EVENTS_MIN} to ${EVENTS_MAX}; the figures asked for are about 10000000 (default 1000000)
  --engine NAME    ${ENGINE_NAMES.join(", ")} (default duckdb)
                   postgres needs DATABASE_URL, the address of a server on which the user may make databases: one
                   is made for each history and stays for the next run. clickhouse takes CLICKHOUSE_URL alike;
                   without it chDB, the library that stands in for it in the tests, is started and measured
  --until DAY      last day of the history, before today (default 2026-11-20)
  --seconds N      time for every report and number of clients, ${SECONDS_MIN} to ${SECONDS_MAX} (default 5)
  --fresh          load again, even if this history is there from an earlier run
  --help           this text

What was loaded stays for the next run in heliometer-bench in the system's directory for temporary files, the results
beside it. Delete that directory to get the room back (about 0.1 GB for a million events).
`;

/** Reads the command line; null when help was asked for. Throws UsageError for anything that is not in the help. */
export function readOptions(args: readonly string[]): ReportsOptions | null {
  const values = parse(args);
  if (values.help) return null;
  const engine = ENGINE_NAMES.find((name) => name === values.engine);
  if (!engine) throw new UsageError(`--engine must be one of ${ENGINE_NAMES.join(", ")}, not "${values.engine}".`);
  return {
    engine,
    events: readWhole("--events", values.events, { min: EVENTS_MIN, max: EVENTS_MAX }),
    until: readDay(values.until),
    seconds: readWhole("--seconds", values.seconds, { min: SECONDS_MIN, max: SECONDS_MAX }),
    fresh: values.fresh,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        engine: { type: "string", default: "duckdb" },
        events: { type: "string", default: "1000000" },
        until: { type: "string", default: "2026-11-20" },
        seconds: { type: "string", default: "5" },
        fresh: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}\nnpm run bench -- reports --help shows the options.`);
  }
}

function readWhole(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}, written in digits alone, not "${text}".`);
}

function readDay(text: string): string {
  const start = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const exists = !Number.isNaN(start) && new Date(start).toISOString().startsWith(text);
  if (!exists) throw new UsageError(`--until must be a day such as 2026-11-20, not "${text}".`);
  if (start + DAY_MS > Date.now()) {
    throw new UsageError(`--until must be a day that is over: live events come after the history. It was ${text}.`);
  }
  return text;
}
