import { setTimeout } from "node:timers/promises";
import { readJson } from "../../support/json.ts";
import { percentile, printFigure } from "../machine.ts";
import type { Place } from "./place.ts";
import { type Probed, timeDisk } from "./probed.ts";
import { pageViewsTo } from "./requests.ts";
import { startSteady } from "./steady.ts";

const LATENCY_PER_SECOND = 1_000;
const REPORTS_PER_SECOND = 2_000;
const PROBES = 15;
const POLL_MS = 20;
const LIMIT_MS = 20_000;
const WARM_UP_MS = 1_000;
const REPORTS = 60;
const DISK_WRITES = 500;

/** Latency at a steady pace, and how soon an event is seen; then what a report costs while events arrive. */
export async function benchFreshness(place: Place, seconds: number): Promise<void> {
  const quiet = await timeReports(place);
  const steady = startSteady(pageViewsTo(place), LATENCY_PER_SECOND);
  await setTimeout(WARM_UP_MS);
  const [realtime, report] = await probe(place);
  await place.readProbe();
  await setTimeout(seconds * 1_000);
  const probed = await place.readProbe();
  const { samples, failures } = await steady.stop();
  const warm = samples.slice(LATENCY_PER_SECOND);
  printFigure(`Page view at ${LATENCY_PER_SECOND}/s, p50`, `${percentile(warm, 0.5).toFixed(1)} ms`, "≤ 5 ms");
  printFigure(`Page view at ${LATENCY_PER_SECOND}/s, p99`, `${percentile(warm, 0.99).toFixed(1)} ms`, "≤ 25 ms");
  if (failures > 0) console.log(`${failures} page views were not taken.`);
  await printCauses(place, probed);
  printFigure("Seen in realtime, p95", `${percentile(realtime, 0.95).toFixed(0)} ms`, "≤ 2,000 ms");
  printFigure("Seen in a report, p95", `${percentile(report, 0.95).toFixed(0)} ms`, "≤ 5,000 ms");
  const busy = startSteady(pageViewsTo(place), REPORTS_PER_SECOND);
  await setTimeout(WARM_UP_MS);
  const loaded = await timeReports(place);
  await busy.stop();
  printFigure("Report, p50, quiet", `${quiet.toFixed(1)} ms`, "–");
  printFigure(`Report, p50, ${REPORTS_PER_SECOND} page views a second`, `${loaded.toFixed(1)} ms`, "–");
  printFigure("The second as a multiple of the first", `${(loaded / quiet).toFixed(1)} ×`, "≤ 2 ×");
}

/** Where the time of a page view goes: the disk, the main thread, and the disk again when nothing else uses it. */
async function printCauses({ product }: Place, { writes, pauses, loopP50, loopP99 }: Probed): Promise<void> {
  const both = (samples: readonly number[]) =>
    `${percentile(samples, 0.5).toFixed(1)}, ${percentile(samples, 0.99).toFixed(1)} ms`;
  printFigure(`  synced write of the journal, p50, p99 of ${writes.length}`, both(writes), "–");
  printFigure("  delay of the event loop, p50, p99", `${loopP50.toFixed(1)}, ${loopP99.toFixed(1)} ms`, "–");
  printFigure(`  pauses for garbage, p50, p99 of ${pauses.length}`, both(pauses), "–");
  const disk = await timeDisk(product.dataDirectory, DISK_WRITES);
  printFigure("  synced write of 4 KB, nothing else going on, p50, p99", both(disk), "–");
}

/** Sends single events and asks until they are counted: milliseconds from the acknowledgement on. */
async function probe(place: Place): Promise<[realtime: number[], report: number[]]> {
  const samples: [number[], number[]] = [[], []];
  for (let number = 1; number <= PROBES; number += 1) {
    await fetch(`${place.product.origin}/api/t/e`, {
      method: "POST",
      headers: { ...place.headers, "x-api-key": place.probe.publicKey, "content-type": "application/json" },
      body: JSON.stringify({ visitorId: `probe-${number}`, path: "/probe", hostname: "www.example.com" }),
    });
    const sentAt = performance.now();
    for (const [index, path] of ["analytics/realtime", "analytics?period=today"].entries()) {
      while ((await countProbes(place, path)) < number && performance.now() < sentAt + LIMIT_MS)
        await setTimeout(POLL_MS);
      samples[index === 0 ? 0 : 1].push(performance.now() - sentAt);
    }
  }
  return samples;
}

async function countProbes({ product, probe: { projectId, secretKey } }: Place, path: string): Promise<number> {
  const answer = await fetch(`${product.origin}/api/v1/projects/${projectId}/${path}`, {
    headers: { "x-api-key": secretKey },
  });
  const { data, error } = await readJson(answer);
  if (error) throw new Error(error.message);
  return Number(data.activeVisitors ?? data.uniqueVisitors);
}

/** The median of a report, in milliseconds. */
async function timeReports({ product, projectId, secretKey }: Place): Promise<number> {
  const samples: number[] = [];
  for (let index = 0; index < REPORTS; index += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${product.origin}/api/v1/projects/${projectId}/analytics?period=last_7_days`, {
      headers: { "x-api-key": secretKey },
    });
    await answer.arrayBuffer();
    samples.push(performance.now() - startedAt);
  }
  return percentile(samples, 0.5);
}
