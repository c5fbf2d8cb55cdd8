import { setTimeout } from "node:timers/promises";
import { hammer } from "../auth/hammer.ts";
import { memoryMb, printFigure } from "../machine.ts";
import type { Place } from "./place.ts";
import { nextBatch, nextPageView, postJson, postText } from "./requests.ts";

const CONNECTIONS = 320;
const BATCH_CONNECTIONS = 16;
const BATCH_EVENTS = 500;
const LOOK_EVERY_MS = 250;
const NORMAL_MS = 50;
const LIMIT_MS = 60_000;

/** Ten times the connections and batches without end: what memory does, and how soon everything is as before. */
export async function benchOverload({ port, headers, secretKey, product }: Place, seconds: number): Promise<void> {
  let mostMb = 0;
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, memoryMb(product.pid, "now"));
  }, LOOK_EVERY_MS);
  const batchHeaders = { "x-api-key": secretKey, "content-type": "application/x-ndjson" };
  const [views, batches] = await Promise.all([
    hammer({ port, connections: CONNECTIONS, seconds, next: () => postJson("/api/t/e", nextPageView(), headers) }),
    hammer({
      port,
      connections: BATCH_CONNECTIONS,
      seconds,
      next: () => postText("/api/v1/events/batch", nextBatch(BATCH_EVENTS), batchHeaders),
    }),
  ]);
  clearInterval(watch);
  const share = ({ failures, perSecond }: { failures: number; perSecond: number }) =>
    ((100 * failures) / Math.max(1, perSecond * seconds)).toFixed(0);
  console.log(
    `Overload of ${seconds} s: ${views.perSecond.toFixed(0)} page views/s (${share(views)} % told to come again), ` +
      `${(batches.perSecond * BATCH_EVENTS).toFixed(0)} events/s in batches (${share(batches)} %).`,
  );
  printFigure("Most memory under overload", `${mostMb} MB`, "≤ 512 MB");
  printFigure(
    "Back to normal after",
    `${((await untilNormal(product.origin, headers)) / 1_000).toFixed(1)} s`,
    "≤ 10 s",
  );
  printFigure("Memory then", `${memoryMb(product.pid, "now")} MB`, "–");
}

/** Milliseconds until page views are taken in the usual time several times in a row. */
async function untilNormal(origin: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const startedAt = performance.now();
  for (let quick = 0; quick < 10 && performance.now() < startedAt + LIMIT_MS; ) {
    const sentAt = performance.now();
    const answer = await fetch(`${origin}/api/t/e`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(nextPageView()),
    });
    await answer.arrayBuffer();
    quick = answer.ok && performance.now() - sentAt < NORMAL_MS ? quick + 1 : 0;
    await setTimeout(20);
  }
  return performance.now() - startedAt;
}
