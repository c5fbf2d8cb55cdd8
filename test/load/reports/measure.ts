import { runReport } from "@heliometer/analytics";
import type { EventStore } from "@heliometer/events";
import { callTool, connectClassic } from "../../support/clients.ts";
import type { StartedProduct } from "../../support/product.ts";
import { percentile } from "../machine.ts";
import type { Case } from "./cases.ts";
import type { PreparedHistory } from "./prepare.ts";
import type { TokenCheckInput } from "./token-check.ts";
import { startBackground } from "./worker.ts";

/** How long a question took, in milliseconds; calls that failed are not among the samples. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly samples: number;
  readonly failed: number;
  /** What the first call that failed said. */
  readonly failure: string | null;
}

/** What was measured through the MCP endpoint for one question. */
export interface EndpointTimings {
  readonly one: Timing;
  readonly many: Timing;
  /** Every token check while many clients asked. */
  readonly tokenChecks: readonly number[];
}

const CLIENTS = 8;
const WARM_UP_CALLS = 3;
const CALLS_MIN = 10;
const CALLS_MAX = 1_000;

interface Asking {
  readonly history: PreparedHistory;
  /** For every number of clients. */
  readonly seconds: number;
}

/** Asks a running product: one client, then eight, with token checks beside them. */
export async function measureEndpoint(
  product: StartedProduct,
  asked: Case,
  { history, seconds }: Asking,
): Promise<EndpointTimings> {
  const { secretKey } = history;
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connectClassic(product.mcpUrl, secretKey)));
  const asks = clients.map((client) => async () => {
    const answer = await callTool(client, asked.tool, asked.input);
    if (answer.isError) throw new Error(`${asked.tool} answered: ${answer.text}`);
    // A product that looks into another store answers fast, and nothing.
    if (isEmpty(answer.structured.data)) throw new Error(`${asked.tool} found nothing in the history: ${answer.text}`);
  });
  try {
    const one = summarize(await repeat(asks.slice(0, 1), seconds));
    const check: TokenCheckInput = { origin: product.origin, secretKey };
    const checks = startBackground<number[]>("./token-check.ts", check);
    const many = summarize(await repeat(asks, seconds));
    return { one, many, tokenChecks: await checks.stop() };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** Asks the store in this process, with nothing in between: the time inside the engine and its driver alone. */
export async function measureEngine(
  store: EventStore,
  asked: Case,
  { history, seconds, now }: Asking & { now: number },
): Promise<Timing> {
  const clock = createQueryClock(store);
  const context = { store: clock.store, project: history.project, now, dashboardUrl: "http://localhost/" };
  const samples: number[] = [];
  const ask = async () => {
    await runReport(context, asked.report, asked.input);
    samples.push(clock.takeMs());
  };
  const { failures } = await repeat([ask], seconds);
  return summarize({ samples: samples.slice(WARM_UP_CALLS), failures });
}

/** Calls with their milliseconds, and what those said that failed. */
interface Calls {
  readonly samples: readonly number[];
  readonly failures: readonly string[];
}

/** Runs each of the functions over and over, all side by side; the first calls are not counted. */
async function repeat(asks: readonly (() => Promise<void>)[], seconds: number): Promise<Calls> {
  const samples: number[] = [];
  const failures: string[] = [];
  // An engine that is too slow for so many clients at once says so to some of them: that is a figure, too.
  const noteFailure = (error: unknown) => failures.push(error instanceof Error ? error.message : String(error));
  for (let call = 0; call < WARM_UP_CALLS; call += 1) {
    await Promise.all(asks.map((ask) => ask().catch(noteFailure)));
  }
  const endsAt = performance.now() + seconds * 1000;
  const made = () => samples.length + failures.length;
  const goOn = () => (performance.now() < endsAt && made() < CALLS_MAX) || made() < CALLS_MIN;
  const askOnAndOn = async (ask: () => Promise<void>) => {
    while (goOn()) {
      const startedAt = performance.now();
      await ask().then(() => samples.push(performance.now() - startedAt), noteFailure);
    }
  };
  await Promise.all(asks.map(askOnAndOn));
  return { samples, failures };
}

function summarize({ samples, failures }: Calls): Timing {
  const [failure = null] = failures;
  const [p50, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)];
  return { p50, p95, samples: samples.length, failed: failures.length, failure };
}

/** Whether an answer tells of no visitor and has no row. */
function isEmpty(data: Record<string, unknown>): boolean {
  const lists = Object.values(data).filter(Array.isArray);
  const counts = [data.uniqueVisitors, data.activeVisitors].filter((value) => typeof value === "number");
  return lists.every((list) => list.length === 0) && counts.every((count) => count === 0);
}

/** Measures the time in which at least one query of a report is under way; a report may ask several at once. */
function createQueryClock(store: EventStore) {
  let open = 0;
  let openedAt = 0;
  let busyMs = 0;
  const timed = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (open === 0) openedAt = performance.now();
    open += 1;
    try {
      return await work();
    } finally {
      open -= 1;
      if (open === 0) busyMs += performance.now() - openedAt;
    }
  };
  const run: EventStore["run"] = (plan, options) => timed(() => store.run(plan, options));
  const query: EventStore["query"] = (statement, options) => timed(() => store.query(statement, options));
  return {
    store: { run, query, dataThrough: store.dataThrough },
    takeMs: () => {
      const taken = busyMs;
      busyMs = 0;
      return taken;
    },
  };
}
