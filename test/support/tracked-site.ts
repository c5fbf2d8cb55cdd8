import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { SITE_FLAGS, type Site, startSite } from "./site.ts";
import { startTracked, type TrackedProduct } from "./tracked.ts";

/** The link of the page takes its time from now on. */
export const CLICKS_ARE_SLOW =
  "document.querySelector('#in').addEventListener('click', () => { const end = Date.now() + 120; while (Date.now() < end); })";

/** A browser tells how long a click took after it has painted again, to all who listen at once. */
export const SLOW_CLICK_IS_TOLD = `new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => list.getEntries().some(({ duration }) => duration >= 100) && resolve());
  observer.observe({ type: "event", durationThreshold: 16, buffered: true });
})`;

/** A request that came to the product by way of the site, and how it was answered. */
interface Sent {
  method: string;
  path: string;
  status: number;
  body: string;
}

/** A website with our tracker, loaded from a path of its own domain or, on one page, from another host. */
export interface TrackedSite extends Site {
  /** What came since `forget` was called last, in the order of the answers. */
  sent(): readonly Sent[];
  /** The bodies that were posted to a path. */
  bodies(path: string): Record<string, unknown>[];
  /** Waits until so many bodies were posted to a path. */
  until(path: string, count: number): Promise<Record<string, unknown>[]>;
  forget(): void;
}

const POLL_MS = 25;
const POLLS_MAX = 400;

/** What is special about a page: attributes of the script, what runs before it, the host that it comes from. */
const SPECIAL: Readonly<Record<string, { attributes?: string; before?: string; host?: string }>> = {
  "/hash": { attributes: "data-hash" },
  "/manual": { attributes: "data-manual" },
  "/stored": { attributes: "data-store-id" },
  "/no-links": { attributes: 'data-links="off"' },
  "/queue": { before: "window.heliometer={q:[['early',{step:1}]]}" },
  "/no-beacon": { before: "navigator.sendBeacon=undefined" },
  "/signal": { before: "Object.defineProperty(navigator,'globalPrivacyControl',{value:true})" },
  "/driven": { before: "Object.defineProperty(navigator,'webdriver',{value:true})" },
  "/elsewhere": { before: "window.himetrica={own:true}", host: "stats.example.test" },
};

/** The product, the site, and a browser that knows the site's names. */
export interface TrackedWorld {
  readonly product: TrackedProduct;
  readonly site: TrackedSite;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openTrackedWorld(): Promise<TrackedWorld> {
  const product = await startTracked();
  const site = await startTrackedSite(product);
  const browser = await openBrowser(SITE_FLAGS);
  const close = async () => {
    await browser.close();
    await site.close();
    await product.remove();
  };
  return { product, site, browser, close };
}

/** Starts the site; everything under /stats/ goes to the product. */
export async function startTrackedSite({ origin, publicKey }: TrackedProduct): Promise<TrackedSite> {
  let sent: Sent[] = [];
  const page = (path: string) => {
    const { attributes = "", before = "", host } = SPECIAL[path] ?? {};
    const src = host ? site.url("/stats/tracker.js", host) : "/stats/tracker.js";
    return writePage(
      path,
      `<script>${before}</script>
<script defer src="${src}" data-api-key="${publicKey}" ${attributes}></script>`,
    );
  };
  const proxy = { path: "/stats/", origin, onAnswer: (answer: Sent) => void sent.push(answer) };
  const site = await startSite({ page, proxy });
  const bodies = (path: string) =>
    sent.filter((one) => one.path === path && one.method === "POST").map(({ body }) => JSON.parse(body));
  return {
    ...site,
    sent: () => sent,
    bodies,
    async until(path, count) {
      for (let polls = 0; bodies(path).length < count; polls += 1) {
        assert.ok(polls < POLLS_MAX, `${path} was not called ${count} times: ${JSON.stringify(sent)}`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      return bodies(path);
    },
    forget() {
      sent = [];
    },
  };
}

function writePage(path: string, scripts: string): string {
  return `<!doctype html><title>Page ${path}</title>${scripts}
<h1>${path}</h1>
<a id="out" href="https://partner.example.test/offer?who=ada#x" onclick="event.preventDefault()">Partner</a>
<a id="file" href="/files/prices.pdf?x=1" onclick="event.preventDefault()">Prices</a>
<a id="in" href="/next" onclick="event.preventDefault()">Next</a>
<a id="mail" href="mailto:ada@example.com" onclick="event.preventDefault()">Mail</a>
<button id="buy" data-hm-event="purchase" data-hm-revenue="49.90" data-hm-currency="EUR" data-hm-plan-name="pro">Buy</button>
<form id="form" data-hm-event="signup" data-hm-place="footer" onsubmit="event.preventDefault()"><button>Send</button></form>
<div style="height:4000px"></div>`;
}
