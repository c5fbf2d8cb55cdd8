import type { Catalogue, Page, PageKind } from "./pages.ts";
import { type Draw, drawFrom, type Random } from "./random.ts";
import type { Landing } from "./sources.ts";

/** One step of a visit: a page view, or with a name a custom event on that page. */
export interface Step {
  readonly ts: number;
  readonly page: Page;
  readonly name: string;
  readonly properties: string;
  /** How long the page was looked at; null for the last one, of which nobody knows, and for custom events. */
  durationMs: number | null;
}

const PAGES_MAX = 20;
const BOUNCE_SHARE = 0.43;
const STOP_AFTER_EACH_PAGE = 0.27;
const PAUSE_MS_MIN = 2_000;
const PAUSE_MS_MAX = 1_500_000;
const PAUSE_MS_MEDIAN = 34_000;
const PAUSE_SPREAD = 1.1;

const NEXT: Readonly<Record<PageKind, Draw<PageKind>>> = {
  home: kinds({ collection: 36, product: 30, guide: 15, company: 12, signup: 7 }),
  collection: kinds({ product: 62, collection: 20, home: 10, guide: 8 }),
  product: kinds({ product: 38, collection: 20, cart: 12, guide: 12, company: 10, home: 8 }),
  guide: kinds({ guide: 34, product: 32, collection: 18, home: 12, signup: 4 }),
  company: kinds({ home: 40, product: 30, company: 20, collection: 10 }),
  cart: kinds({ checkout: 55, product: 30, collection: 15 }),
  checkout: kinds({ thanks: 62, cart: 20, company: 18 }),
  thanks: kinds({ home: 60, guide: 25, signup: 15 }),
  signup: kinds({ home: 50, product: 50 }),
};

/** The pages and events of one visit that begins at `startsAt`. */
export function makeVisit(
  catalogue: Catalogue,
  random: Random,
  visit: { readonly startsAt: number; readonly landing: Landing },
): Step[] {
  const steps: Step[] = [];
  let ts = visit.startsAt;
  let kind: PageKind = visit.landing;
  let before: Step | undefined;
  for (let left = drawLength(random); left > 0; left -= 1) {
    const page = catalogue.draw[kind](random);
    const view: Step = { ts, page, name: "", properties: "", durationMs: null };
    if (before) before.durationMs = ts - before.ts;
    steps.push(view);
    before = view;
    const next = NEXT[kind](random);
    const goesToCart = left > 1 && next === "cart";
    const event = drawEvent(page, random, goesToCart);
    const pauseMs = drawPause(random);
    if (event) steps.push({ ...event, ts: ts + Math.round(pauseMs * 0.6), page, durationMs: null });
    ts += pauseMs;
    kind = next;
  }
  return steps;
}

function kinds(weights: Partial<Record<PageKind, number>>): Draw<PageKind> {
  const entries = Object.entries(weights) as [PageKind, number][];
  const draw = drawFrom(entries, ([, weight]) => weight);
  return (random) => draw(random)[0];
}

function drawLength(random: Random): number {
  if (random.chance(BOUNCE_SHARE)) return 1;
  let pages = 2;
  while (pages < PAGES_MAX && !random.chance(STOP_AFTER_EACH_PAGE)) pages += 1;
  return pages;
}

/** Mostly half a minute, now and then a quarter of an hour: log-normal by the method of Box and Muller. */
function drawPause(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const pauseMs = PAUSE_MS_MEDIAN * Math.exp(PAUSE_SPREAD * normal);
  return Math.round(Math.min(Math.max(pauseMs, PAUSE_MS_MIN), PAUSE_MS_MAX));
}

type Happening = Pick<Step, "name" | "properties">;

function drawEvent(page: Page, random: Random, goesToCart: boolean): Happening | null {
  switch (page.kind) {
    case "product":
      if (goesToCart)
        return happening("add_to_cart", { product: page.path.slice("/products/".length), price: page.price });
      return random.chance(0.014) ? happening("play_video", { product: page.path.slice("/products/".length) }) : null;
    case "thanks":
      return happening("purchase", {
        value: 10 + random.below(390),
        currency: "EUR",
        items: 1 + random.below(3),
        payment: random.chance(0.7) ? "card" : "transfer",
      });
    case "signup":
      return random.chance(0.5) ? happening("signup", { method: random.chance(0.6) ? "email" : "google" }) : null;
    case "guide":
      if (random.chance(0.026)) return happening("download", { file: `${page.path.slice("/guides/".length)}.pdf` });
      return random.chance(0.02) ? happening("newsletter_subscribe", { place: "guide" }) : null;
    case "home":
      return random.chance(0.012) ? happening("newsletter_subscribe", { place: "footer" }) : null;
    default:
      return null;
  }
}

function happening(name: string, properties: Readonly<Record<string, string | number>>): Happening {
  return { name, properties: JSON.stringify(properties) };
}
