import { describeMachine } from "./machine.ts";
import { type Engine, findEngine } from "./reports/engine.ts";
import { HELP, type ReportsOptions, readOptions, UsageError } from "./reports/options.ts";
import { measureBusy, measureQuiet } from "./reports/phases.ts";
import { cacheDirectory, prepareHistory } from "./reports/prepare.ts";
import {
  keepResults,
  printGrowth,
  printHistory,
  printMissed,
  printRest,
  printRows,
  type Results,
} from "./reports/results.ts";

/** Every report over a long history: the engine alone, one client and eight over MCP; realtime while events arrive. */
export async function benchReports(args: string[]): Promise<void> {
  try {
    const options = readOptions(args);
    if (!options) {
      console.log(HELP);
      return;
    }
    const engine = await findEngine(options.engine, cacheDirectory());
    if (typeof engine === "string") throw new UsageError(engine);
    try {
      await run(engine, options);
    } finally {
      await engine.stop?.();
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

async function run(engine: Engine, options: ReportsOptions): Promise<void> {
  if (engine.remark) console.log(`${engine.remark}\n`);
  const history = await prepareHistory(engine, options);
  printHistory(history, engine);
  const quiet = await measureQuiet(engine, { history, options });
  const busy = await measureBusy(engine, { history, options });
  const results: Results = {
    machine: describeMachine(),
    measuredAt: new Date().toISOString(),
    options,
    rows: [...quiet.rows, busy.row],
    live: busy.live,
    memoryNowMb: Math.max(quiet.memoryNowMb, busy.memoryNowMb),
    memoryPeakMb: Math.max(quiet.memoryPeakMb, busy.memoryPeakMb),
  };
  printRows(results.rows, engine);
  printRest(results);
  printMissed(results, engine);
  const file = keepResults(results);
  printGrowth(options);
  console.log(`\nKept in ${file}`);
}
