import { place, send } from "./send.ts";
import { newId, settings } from "./settings.ts";
import { takeVitals } from "./vitals.ts";

/** Somebody who does nothing for so long is not reading any more. */
const IDLE_MS = 3e5;
/** A page inside the page is named by its title, which comes a little later than its address. */
const TITLE_MS = 300;
/** After so long a pause a visit is over, and coming back begins another. */
const VISIT_GAP_MS = 18e5;

let viewId: string | undefined;
let seen: string | undefined;
/** Milliseconds that the page was looked at, and when that was last reckoned; 0 while it is hidden. */
let engaged = 0;
let since = 0;
let lastAct = 0;
let depth = 0;
let clicks = 0;
/** What the server knows. */
let told = "";
let pending: ReturnType<typeof setTimeout> | undefined;
let leftAt = 0;

const now = () => Date.now();

function reckon(): void {
  if (since) engaged += Math.max(0, Math.min(now(), lastAct + IDLE_MS) - since);
  since = document.hidden ? 0 : now();
}

function measureDepth(): void {
  const { scrollHeight } = document.documentElement;
  depth = Math.max(depth, Math.min(100, Math.round(((scrollY + innerHeight) / scrollHeight) * 100)));
}

/** Sends a page view, unless the page is the one that was seen last. */
export function view(path?: string, isForced?: boolean): void {
  clearTimeout(pending);
  pending = undefined;
  const here = place();
  if (path) here.path = path;
  const address = here.path + here.queryString;
  if (address === seen && !isForced) return;
  tell();
  seen = address;
  viewId = newId();
  engaged = clicks = depth = 0;
  since = document.hidden ? 0 : now();
  act();
  measureDepth();
  send("e", { pageViewId: viewId, referrer: document.referrer, ...here });
}

/** Tells how long and how far the page was read so far. The server keeps the largest. */
function tell(): void {
  reckon();
  const duration = Math.round(engaged / 1e3);
  const news = `${viewId} ${duration} ${depth} ${clicks}`;
  const vitals = since ? undefined : takeVitals();
  if (!viewId || (news === told && !vitals)) return;
  told = news;
  send("b", { pageViewId: viewId, duration, scrollDepth: depth, clickCount: clicks, vitals, path: place().path });
}

function act(): void {
  // What lies between the last act and this one counts as far as anybody can have read on.
  if (since && now() - lastAct > IDLE_MS) reckon();
  lastAct = now();
}

function turn(): void {
  if (document.hidden) {
    if (pending) view();
    leftAt = now();
    tell();
  } else {
    reckon();
    act();
    if (leftAt && now() - leftAt > VISIT_GAP_MS) view(undefined, true);
    else if (leftAt && now() - leftAt > IDLE_MS) send("h", {});
  }
}

/** Follows where the visitor goes, inside the page as well, and how long each page is looked at. */
export function watchViews(): void {
  const navigate = () => {
    clearTimeout(pending);
    pending = setTimeout(view, TITLE_MS);
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      navigate();
    };
  }
  addEventListener("popstate", navigate);
  if (settings.hash !== undefined) addEventListener("hashchange", navigate);
  addEventListener("pageshow", ({ persisted }) => persisted && view(undefined, true));
  document.addEventListener("visibilitychange", turn);
  addEventListener("pagehide", tell);
  addEventListener(
    "scroll",
    () => {
      act();
      measureDepth();
    },
    { passive: true },
  );
  for (const name of ["pointermove", "keydown"]) addEventListener(name, act, { passive: true });
  addEventListener("click", () => {
    act();
    clicks++;
  });
  // Who reads for long is still there.
  setInterval(() => since && tell(), 24e4);
  if (settings.manual === undefined) view();
}
