// On a thread of its own: page views as trackers send them, one a request, so many a second.
import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { createRandom } from "./random.ts";
import { drawOrigin, drawPage } from "./vocabulary.ts";
import { workUntilStopped } from "./worker.ts";

export interface LiveEventsInput {
  readonly origin: string;
  readonly publicKey: string;
  readonly perSecond: number;
}

/** What became of the page views. */
export interface LiveEventsResult {
  readonly stored: number;
  readonly refused: number;
  readonly seconds: number;
}

/** Ingest leaves out what does not look like a browser. */
const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const TICK_MS = 10;
/** Requests that may wait for their answer; a server that falls behind is not buried. */
const OPEN_MAX = 1_000;
/** A visitor sends so many page views, spread among those of this many others. */
const VIEWS_PER_VISITOR = 3;
const VISITORS_AT_ONCE = 10_000;

await workUntilStopped<LiveEventsInput>(async ({ origin, publicKey, perSecond }, isStopped) => {
  const agent = new Agent({ keepAlive: true });
  const headers = { "content-type": "application/json", "user-agent": USER_AGENT, "x-api-key": publicKey };
  const random = createRandom(Date.now());
  const counts = { sent: 0, stored: 0, refused: 0 };
  const startedAt = performance.now();

  function send(): void {
    counts.sent += 1;
    const body = JSON.stringify(makePageView(random, counts.sent));
    const exchange = request(`${origin}/api/t/e`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.once("end", () => {
        if (response.statusCode === 200) counts.stored += 1;
        else counts.refused += 1;
      });
    });
    exchange.once("error", () => {
      counts.refused += 1;
    });
    exchange.end(body);
  }

  const open = () => counts.sent - counts.stored - counts.refused;
  while (!isStopped()) {
    const due = ((performance.now() - startedAt) * perSecond) / 1000;
    while (counts.sent < due && open() < OPEN_MAX) send();
    await setTimeout(TICK_MS);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  while (open() > 0) await setTimeout(TICK_MS);
  agent.destroy();
  const result: LiveEventsResult = { stored: counts.stored, refused: counts.refused, seconds };
  return result;
});

function makePageView(random: ReturnType<typeof createRandom>, sent: number) {
  const visitor = Math.floor(sent / VIEWS_PER_VISITOR) + random.below(VISITORS_AT_ONCE);
  const { path, title } = drawPage(random);
  const { referrer } = drawOrigin(random);
  return { visitorId: `live-${visitor}`, hostname: "www.example.com", path, title, referrer };
}
