import { base, becomeVisitor, currentVisitor, isSilent, settings } from "./settings.ts";

const urlOf = (path: string) => `${base}/api/t/${path}?apiKey=${settings.apiKey}`;
/** Plain text, which a browser sends to another site without asking first; it outlives the page. */
const post = (path: string, body: string) => fetch(urlOf(path), { method: "POST", body, keepalive: true });
/** Where the visitor is, for everything that happens there. */
export const place = () => ({
  path: location.pathname + (settings.hash === undefined ? "" : location.hash),
  hostname: location.hostname,
  title: document.title,
  queryString: location.search,
});
const pack = (body: object) => JSON.stringify({ visitorId: currentVisitor(), ...body });

/** Sends a body that nobody waits for. */
export function send(path: string, body: object): void {
  if (isSilent()) return;
  const text = pack(body);
  if (!navigator.sendBeacon?.(urlOf(path), text)) post(path, text).catch(() => {});
}

/** Says who the visitor is; the answer may hold another id to go on with. */
export async function identify(who: object): Promise<void> {
  if (isSilent()) return;
  try {
    const answer = await (await post("i", pack(who))).json();
    if (answer.visitorId) becomeVisitor(answer.visitorId);
  } catch {}
}

/** What the project asks of trackers; only those who have to ask do. */
export async function isAskedToRespectSignals(): Promise<boolean> {
  try {
    return (await (await fetch(urlOf("c"))).json()).dnt;
  } catch {
    return true;
  }
}
