import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { percentile, printFigure } from "../machine.ts";
import type { Case } from "./cases.ts";
import type { Engine } from "./engine.ts";
import type { LiveEventsResult } from "./live-events.ts";
import type { EndpointTimings, Timing } from "./measure.ts";
import type { ReportsOptions } from "./options.ts";
import { cacheDirectory, historyName, type PreparedHistory } from "./prepare.ts";

/** One line of the table. */
export interface Row {
  readonly asked: Case;
  readonly engine: Timing;
  readonly endpoint: EndpointTimings;
}

/** All that one run found out. */
export interface Results {
  readonly machine: string;
  readonly measuredAt: string;
  readonly options: ReportsOptions;
  readonly rows: readonly Row[];
  readonly live: LiveEventsResult;
  readonly memoryNowMb: number;
  readonly memoryPeakMb: number;
}

const FIGURES_ARE_ABOUT = 10_000_000;
const SMALLER = 1_000_000;
const EIGHT_TO_ONE_MAX = 10;
const TITLE_WIDTH = 44;

const ms = (value: number) =>
  Number.isFinite(value) ? `${value < 100 ? value.toFixed(1) : Math.round(value)} ms` : "–";
const whole = (value: number) => Math.round(value).toLocaleString("en");

/** The figures of a history: how much, how fast it was loaded, what it takes. */
export function printHistory(history: PreparedHistory, engine: Engine): void {
  const { events, sessions, loadSeconds, loadPeakMb, diskBytes } = history;
  console.log(`${whole(events)} events of 90 days in ${whole(sessions)} sessions\n`);
  printFigure("Loading, with the making of the events", `${whole(events / loadSeconds)} /s`, "–");
  printFigure("Memory while loading, at most", `${whole(loadPeakMb)} MB`, "–");
  const { askedBytesPerEvent } = engine;
  const asked = askedBytesPerEvent === null ? "–" : `≤ ${askedBytesPerEvent} B`;
  printFigure("Disk for an event, sessions included", `${(diskBytes / events).toFixed(1)} B`, asked);
}

/** The table of reports. */
export function printRows(rows: readonly Row[], engine: Engine): void {
  console.log("");
  printLine("Median over 30 days", ["engine", "MCP", "p95", "8 clients", "8 : 1", "asked"]);
  for (const { asked, engine: raw, endpoint } of rows) {
    const { one, many } = endpoint;
    const limit = `≤ ${engine.askedMs(asked)} ms`;
    const ratio = `× ${(many.p50 / one.p50).toFixed(1)}`;
    printLine(asked.title, [ms(raw.p50), ms(one.p50), ms(one.p95), ms(many.p50), ratio, limit]);
  }
  for (const { asked, endpoint } of rows) {
    for (const { failed, samples, failure } of [endpoint.one, endpoint.many]) {
      if (failed > 0) console.log(`${asked.title}: ${failed} calls failed beside ${samples}: ${failure}`);
    }
  }
  console.log("");
}

/** What does not belong to one report. */
export function printRest({ rows, live, memoryNowMb, memoryPeakMb }: Results): void {
  // While events arrive, the two were not measured under the same load.
  const quiet = rows.filter(({ asked }) => asked.report !== "realtime");
  const added = quiet.map(({ engine, endpoint }) => endpoint.one.p50 - engine.p50);
  const ratios = rows.map(({ endpoint }) => endpoint.many.p50 / endpoint.one.p50);
  const checks = rows.flatMap(({ endpoint }) => endpoint.tokenChecks);
  printFigure("MCP and HTTP add to the engine (most of all reports)", ms(Math.max(...added)), "≤ 5 ms");
  printFigure(
    "Eight clients to one (most of all reports)",
    `× ${Math.max(...ratios).toFixed(1)}`,
    `≤ × ${EIGHT_TO_ONE_MAX}`,
  );
  printFigure("Token check beside eight clients, p99", ms(percentile(checks, 0.99)), "≤ 20 ms");
  const rate = `${whole(live.stored / live.seconds)} /s`;
  printFigure(`Events stored over HTTP meanwhile (${live.refused} refused)`, rate, "1,000 /s");
  printFigure("Memory of the product after all this", `${whole(memoryNowMb)} MB`, "≤ 1,536 MB");
  printFigure("Memory of the product, at most", `${whole(memoryPeakMb)} MB`, "≤ 1,536 MB");
}

/** Names what is slower than asked, where the figures are about a history of this size. */
export function printMissed({ rows, options }: Results, engine: Engine): void {
  if (options.events < FIGURES_ARE_ABOUT) {
    console.log(`\nThe figures asked for are about ${whole(FIGURES_ARE_ABOUT)} events; this history is smaller.`);
    return;
  }
  for (const { asked, endpoint } of rows) {
    const overMs = endpoint.one.p50 - engine.askedMs(asked);
    if (overMs > 0) console.log(`Missed: ${asked.title}, by ${ms(overMs)}.`);
  }
}

/** How much longer the larger history takes, when both have been measured. */
export function printGrowth(options: ReportsOptions): void {
  const small = readResults({ ...options, events: SMALLER });
  const large = readResults({ ...options, events: FIGURES_ARE_ABOUT });
  if (!small || !large) return;
  console.log(`\n10 million events to 1 million (${small.measuredAt} and ${large.measuredAt}):`);
  for (const { asked, endpoint } of large.rows) {
    const before = small.rows.find((row) => row.asked.title === asked.title);
    if (before) printFigure(asked.title, `× ${(endpoint.one.p50 / before.endpoint.one.p50).toFixed(1)}`, "≤ × 8");
  }
}

/** Keeps the results beside the history. */
export function keepResults(results: Results): string {
  const file = fileOf(results.options);
  writeFileSync(file, JSON.stringify(results, null, 2));
  return file;
}

function readResults(options: ReportsOptions): Results | null {
  const file = fileOf(options);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function fileOf(options: ReportsOptions): string {
  return join(cacheDirectory(), `${historyName(options)}.results.json`);
}

function printLine(title: string, cells: readonly string[]): void {
  console.log(title.padEnd(TITLE_WIDTH) + cells.map((cell) => cell.padStart(11)).join(""));
}
