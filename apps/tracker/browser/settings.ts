/** The element that loaded this script, and what its `data-` attributes ask for. */
const script = document.currentScript as HTMLScriptElement;
export const settings = script.dataset;

/** Where everything is sent: `data-host`, or the folder that the script came from, whoever passes it on. */
export const base = settings.host?.replace(/\/$/, "") ?? script.src.replace(/\/[^/]*$/, "");

const OPT_OUT = "hm_out";
const VISITOR = "hm_visitor_id";

/** A page may forbid storage altogether; then there is none. */
function stored(name: string, value?: string | null): string | null {
  try {
    if (value === null) localStorage.removeItem(name);
    else if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

const signals = navigator as { webdriver?: boolean };
/** The developer's own machine, a page inside another one, a browser that a program drives: nobody's visit. */
let isRefused: boolean | undefined =
  (/^(localhost|127\.|\[::1\]|$)/.test(location.hostname) && settings.local === undefined) ||
  window !== window.top ||
  signals.webdriver;

/** Whether nothing may be sent. */
export const isSilent = () => isRefused || stored(OPT_OUT);
export function refuse(refused: boolean): void {
  isRefused = refused;
}
export const optOut = () => void stored(OPT_OUT, "1");
// A link with which the site's own people, and whoever objects, leave this browser out.
if (location.hash.slice(1) === OPT_OUT) optOut();
export const optIn = () => void stored(OPT_OUT, null);

/** Lives as long as the page; `data-store-id` keeps it in the browser, for sites whose visitors have agreed to that. */
let visitorId = settings.storeId === undefined ? null : (stored(VISITOR) ?? stored(VISITOR, newId()));

/** Undefined: the server makes one that is good for today. */
export const currentVisitor = () => visitorId ?? undefined;

/** From now on the visitor goes by this id; null forgets the one there was. */
export function becomeVisitor(id: string | null): void {
  visitorId = id ?? (settings.storeId === undefined ? null : newId());
  if (settings.storeId !== undefined) stored(VISITOR, visitorId);
}

/** An id that nobody else makes at the same instant; nothing secret hangs on it. */
export function newId(): string {
  return Date.now().toString(36) + Math.random().toString(36).slice(2);
}
