import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Place } from "./place.ts";
import { nextPageView } from "./requests.ts";

const TICK_MS = 4;
/** Requests that may wait for their answer; beyond, the pace is not kept, and `missed` says so. */
const OPEN_MAX = 2_000;

/** What became of page views at a steady pace. */
export interface Steady {
  /** Milliseconds from the instant at which each was due to its answer. */
  readonly samples: readonly number[];
  readonly missed: number;
  readonly failures: number;
}

/** Page views at a steady pace, whatever the answers do, until it is told to stop. */
export function startSteady({ port, headers }: Place, perSecond: number): { stop(): Promise<Steady> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const samples: number[] = [];
  const counts = { open: 0, missed: 0, failures: 0 };
  let isRunning = true;

  function send(dueAt: number): void {
    counts.open += 1;
    const body = JSON.stringify(nextPageView());
    const options = {
      port,
      host: "127.0.0.1",
      path: "/api/t/e",
      method: "POST",
      agent,
      headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    };
    const exchange = request(options, (response) => {
      response.resume();
      response.once("end", () => {
        counts.open -= 1;
        samples.push(performance.now() - dueAt);
        if (response.statusCode !== 200) counts.failures += 1;
      });
    });
    exchange.once("error", () => {
      counts.open -= 1;
      counts.failures += 1;
    });
    exchange.end(body);
  }

  async function run(): Promise<void> {
    const startedAt = performance.now();
    for (let sent = 0; isRunning; ) {
      const due = ((performance.now() - startedAt) * perSecond) / 1_000;
      for (; sent < due; sent += 1) {
        if (counts.open < OPEN_MAX) send(startedAt + (sent * 1_000) / perSecond);
        else counts.missed += 1;
      }
      await setTimeout(TICK_MS);
    }
    while (counts.open > 0) await setTimeout(TICK_MS);
    agent.destroy();
  }

  const running = run();
  return {
    stop: async () => {
      isRunning = false;
      await running;
      return { samples, missed: counts.missed, failures: counts.failures };
    },
  };
}
