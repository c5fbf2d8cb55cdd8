import { setTimeout } from "node:timers/promises";
import type { EnrichedEvent, EventStore } from "@heliometer/events";
import { type StartedProduct, startProduct } from "../../support/product.ts";
import { memoryMb } from "../machine.ts";
import { type Case, LIVE_PER_SECOND, listCases, REALTIME } from "./cases.ts";
import type { Engine, Place } from "./engine.ts";
import { generateHistory, HISTORY_SEED } from "./history.ts";
import type { LiveEventsInput, LiveEventsResult } from "./live-events.ts";
import { type EndpointTimings, measureEndpoint, measureEngine, type Timing } from "./measure.ts";
import type { ReportsOptions } from "./options.ts";
import type { PreparedHistory } from "./prepare.ts";
import type { Row } from "./results.ts";
import { startBackground } from "./worker.ts";

export interface Measuring {
  readonly history: PreparedHistory;
  readonly options: ReportsOptions;
}

/** What the product held in memory, in MB: when it had been asked everything, and at most. */
interface Memory {
  readonly memoryNowMb: number;
  readonly memoryPeakMb: number;
}

/** Longer than the five minutes that count as now, because visits are only beginning when it starts. */
const LIVE_BEFORE_MS = 420_000;
const BATCH_EVENTS = 1_000;
/** Until events arrive at their full rate. */
const LIVE_START_MS = 1_000;

/** All reports about the past, while nothing else happens: through the product first, then in the engine alone. */
export async function measureQuiet(
  engine: Engine,
  { history, options }: Measuring,
): Promise<Memory & { readonly rows: Row[] }> {
  const asking = { history, seconds: options.seconds };
  const cases = listCases(options);
  const { answer: endpoints, ...memory } = await withProduct(engine, history.place, (product) =>
    inTurn(cases, "the product", (asked) => measureEndpoint(product, asked, asking)),
  );
  const engines = await withStore(engine, history.place, (store) =>
    inTurn(cases, "the engine", (asked) => measureEngine(store, asked, { ...asking, now: Date.now() })),
  );
  const rows = cases.map((asked, index) => toRow(asked, engines[index], endpoints[index]));
  return { ...memory, rows };
}

/**
 * Realtime while events arrive. A copy of the history takes them, so that the next run finds it as it was. The minutes
 * before are filled at the same rate, or the window would be almost empty.
 */
export async function measureBusy(
  engine: Engine,
  { history, options }: Measuring,
): Promise<Memory & { readonly row: Row; readonly live: LiveEventsResult }> {
  const { directory, database } = history.place;
  const place: Place = { directory: `${directory}-live`, database: `${database}_live` };
  const asking = { history, seconds: options.seconds };
  await engine.remove(place);
  await engine.copy(history.place, place);
  try {
    await withStore(engine, place, (store) => fillLastMinutes(store, history.project.id));
    const { answer, ...memory } = await withProduct(engine, place, async (product) => {
      console.log(`Asking the product: ${REALTIME.title}`);
      const { origin } = product;
      const input: LiveEventsInput = { origin, publicKey: history.publicKey, perSecond: LIVE_PER_SECOND };
      const arriving = startBackground<LiveEventsResult>("./live-events.ts", input);
      await setTimeout(LIVE_START_MS);
      const endpoint = await measureEndpoint(product, REALTIME, asking);
      return { endpoint, live: await arriving.stop() };
    });
    const timing = await withStore(engine, place, async (store) => {
      const now = (await store.dataThrough(history.project.id)) ?? Date.now();
      return measureEngine(store, REALTIME, { ...asking, now });
    });
    return { ...memory, row: toRow(REALTIME, timing, answer.endpoint), live: answer.live };
  } finally {
    await engine.remove(place);
  }
}

async function withProduct<Answer>(
  engine: Engine,
  place: Place,
  work: (product: StartedProduct) => Promise<Answer>,
): Promise<Memory & { readonly answer: Answer }> {
  const product = await startProduct({
    dataDirectory: place.directory,
    env: { ...engine.environment(place), MCP_CALLS_PER_MINUTE: "0" },
  });
  console.log(`The product is ready after ${(product.startMs / 1000).toFixed(1)} s`);
  try {
    const answer = await work(product);
    return { answer, memoryNowMb: memoryMb(product.pid, "now"), memoryPeakMb: memoryMb(product.pid, "peak") };
  } finally {
    await product.stop();
  }
}

async function withStore<Answer>(
  engine: Engine,
  place: Place,
  work: (store: EventStore) => Promise<Answer>,
): Promise<Answer> {
  const store = await engine.openEvents(place);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function inTurn<Answer>(
  cases: readonly Case[],
  whom: string,
  measure: (asked: Case) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const asked of cases) {
    console.log(`Asking ${whom}: ${asked.title}`);
    answers.push(await measure(asked));
  }
  return answers;
}

async function fillLastMinutes(store: EventStore, projectId: string): Promise<void> {
  const to = Date.now();
  const from = to - LIVE_BEFORE_MS;
  const events = (LIVE_BEFORE_MS / 1000) * LIVE_PER_SECOND;
  const startedAt = performance.now();
  let batch: EnrichedEvent[] = [];
  let stored = 0;
  for (const event of generateHistory({ seed: HISTORY_SEED + 1, from, to, events, projectIds: [projectId] })) {
    batch.push(event);
    if (batch.length < BATCH_EVENTS) continue;
    stored += (await store.append(batch)).stored;
    batch = [];
  }
  stored += (await store.append(batch)).stored;
  const perSecond = Math.round((stored * 1000) / (performance.now() - startedAt));
  console.log(`Filled the last minutes with ${stored} events in batches of ${BATCH_EVENTS}, ${perSecond} events/s`);
}

function toRow(asked: Case, engine: Timing | undefined, endpoint: EndpointTimings | undefined): Row {
  if (!engine || !endpoint) throw new RangeError(`${asked.title} was not measured.`);
  return { asked, engine, endpoint };
}
