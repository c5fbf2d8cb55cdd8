import { hammer } from "../auth/hammer.ts";
import { printFigure } from "../machine.ts";
import { cpuMs } from "./cpu.ts";
import type { Place } from "./place.ts";
import { nextBatch, nextPageView, postJson, postText } from "./requests.ts";

const CONNECTIONS = 32;
const ROUNDS = 2;
const BATCH_CONNECTIONS = 4;
const BATCH_EVENTS = 500;
const BODIES = 40;

/** Single page views over HTTP against a plain route, turn by turn; then batches. */
export async function benchThroughput(place: Place, seconds: number): Promise<void> {
  const { port, plainPort, headers, product } = place;
  const rates = { plain: 0, ours: 0, cpu: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const load = { connections: CONNECTIONS, seconds: seconds / ROUNDS };
    const plain = await hammer({ ...load, port: plainPort, next: () => postJson("/plain", nextPageView(), headers) });
    const cpuBefore = cpuMs(product.pid);
    const ours = await hammer({ ...load, port, next: () => postJson("/api/t/e", nextPageView(), headers) });
    rates.cpu += (cpuMs(product.pid) - cpuBefore) / (ours.perSecond * load.seconds) / ROUNDS;
    rates.plain += plain.perSecond / ROUNDS;
    rates.ours += ours.perSecond / ROUNDS;
    if (ours.failures > 0) console.log(`${ours.failures} page views were not answered with 200.`);
  }
  printFigure(`Plain Fastify route, ${CONNECTIONS} connections`, `${rates.plain.toFixed(0)} /s`, "–");
  printFigure("Page views, acknowledged after the disk has them", `${rates.ours.toFixed(0)} /s`, "≥ 5,000 /s");
  printFigure("The second as a share of the first", `${((100 * rates.ours) / rates.plain).toFixed(0)} %`, "≥ 35 %");
  printFigure("CPU of one page view, stored, all threads", `${rates.cpu.toFixed(3)} ms`, "–");
  await benchBatches(place, seconds / ROUNDS);
}

/** Bodies are made before, so that the sender's work does not count; every event of one comes once. */
async function benchBatches({ port, secretKey, product }: Place, seconds: number): Promise<void> {
  const headers = { "x-api-key": secretKey, "content-type": "application/x-ndjson" };
  const bodies = Array.from({ length: BODIES }, () =>
    postText("/api/v1/events/batch", nextBatch(BATCH_EVENTS), headers),
  );
  let sent = 0;
  const next = () => bodies[sent++] ?? postText("/api/v1/events/batch", nextBatch(BATCH_EVENTS), headers);
  const cpuBefore = cpuMs(product.pid);
  const { perSecond, failures } = await hammer({ port, connections: BATCH_CONNECTIONS, seconds, next });
  const accepted = perSecond - failures / seconds;
  const cpu = (cpuMs(product.pid) - cpuBefore) / Math.max(1, accepted * seconds * BATCH_EVENTS);
  printFigure(
    `Events in batches of ${BATCH_EVENTS}, acknowledged`,
    `${(accepted * BATCH_EVENTS).toFixed(0)} /s`,
    "≥ 25,000 /s",
  );
  printFigure("CPU of one event of a batch, all threads", `${cpu.toFixed(3)} ms`, "–");
  if (failures > 0) console.log(`${failures} batches were told to come again.`);
}
