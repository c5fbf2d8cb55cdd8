import { place, send } from "./send.ts";
import { settings } from "./settings.ts";

const FILE = /\.(7z|apk|csv|dmg|docx?|epub|exe|gz|iso|mov|mp[34]|msi|odt|pdf|pkg|pptx?|rar|tar|txt|xlsx?|zip)$/i;

/** Sends an event by its name. Values of properties are texts, numbers and the like; `revenue` and `currency` tell of money. */
export function track(eventName: string, properties?: object): void {
  send("ce", { eventName, properties, ...place() });
}

/** `data-hm-event` names an event, every other `data-hm-…` is one of its properties. */
function trackElement(element: HTMLElement): void {
  const properties: Record<string, string | number> = {};
  for (const [name, value = ""] of Object.entries(element.dataset)) {
    if (/^hm[A-Z]/.test(name) && name !== "hmEvent") {
      properties[name.charAt(2).toLowerCase() + name.slice(3)] = name === "hmRevenue" ? +value : value;
    }
  }
  track(element.dataset.hmEvent as string, properties);
}

function trackLink(link: HTMLAnchorElement): void {
  if (!/^http/.test(link.protocol)) return;
  const url = link.origin + link.pathname;
  if (FILE.test(link.pathname)) track("file_download", { url });
  else if (link.host !== location.host) track("outbound_link", { url });
}

/** Follows links that lead away, files that are fetched, and what the page has marked. */
export function watchClicks(): void {
  const onClick = ({ target, type, button }: MouseEvent) => {
    // The middle button opens a link too, the right one a menu.
    if (!(target instanceof Element) || (type === "auxclick" && button !== 1)) return;
    const marked = target.closest<HTMLElement>("[data-hm-event]");
    const link = target.closest<HTMLAnchorElement>("a[href]");
    if (marked && marked.tagName !== "FORM") trackElement(marked);
    if (link && settings.links !== "off") trackLink(link);
  };
  document.addEventListener("click", onClick, true);
  document.addEventListener("auxclick", onClick, true);
  document.addEventListener(
    "submit",
    ({ target }) => {
      if (target instanceof HTMLFormElement && target.dataset.hmEvent) trackElement(target);
    },
    true,
  );
}
