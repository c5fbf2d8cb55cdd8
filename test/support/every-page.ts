import type { Page } from "playwright-core";

/** Not pages: files, forms' answers, fragments, and the choice of a language. */
const NO_PAGE = /\/(?:csv|filter|now|language|assets|api|export)(?:\/|\?|$)|\/sign-out|\.csv$/;
/** A page that is shown in several states says so in its address; these states are looked at, other addresses are not. */
const STATES = [
  "?period=last_30_days&metrics=bounceRate&sort=entries&groupBy=channel,city,browser",
  '?filters=[{"dimension":"eventName","operator":"is","values":["signup"]}]&property=method',
  "?startDate=2001-01-01&endDate=2001-01-02",
  "?startDate=never",
];
const PAGES_MAX = 120;

/** One page to look at: where it is, and what to call its picture. */
export interface Place {
  path: string;
  name: string;
}

/** Every page that a signed-in person can reach by links, each once, and the dashboard in several states. */
export async function findPages(page: Page, origin: string): Promise<Place[]> {
  const found = new Map<string, string>([
    ["/", "projects"],
    ["/design", "design"],
    ["/nothing-here", "not-found"],
  ]);
  for (const path of found.keys()) {
    if (found.size > PAGES_MAX) throw new Error(`More than ${PAGES_MAX} pages: ${[...found.keys()].join(" ")}`);
    for (const link of await linksOn(page, `${origin}${path}`)) {
      const url = new URL(link, origin);
      const isPage = url.origin === origin && !NO_PAGE.test(url.pathname);
      if (isPage && !found.has(url.pathname)) found.set(url.pathname, nameOf(url.pathname));
    }
  }
  const dashboard = [...found.keys()].find((path) => /^\/projects\/[\w-]{36}$/.test(path));
  for (const [index, state] of STATES.entries()) found.set(`${dashboard}${state}`, `dashboard-${index + 1}`);
  const names = new Set<string>();
  return [...found].filter(([, name]) => !names.has(name) && names.add(name)).map(([path, name]) => ({ path, name }));
}

async function linksOn(page: Page, address: string): Promise<string[]> {
  const answer = await page.context().request.get(address, { headers: { accept: "text/html" } });
  if (!answer.headers()["content-type"]?.startsWith("text/html")) return [];
  const body = await answer.text();
  return [...body.matchAll(/href="(\/[^"#?]*)/g)].map(([, path = ""]) => path);
}

/** The path in words; ids are left out, so that of two keys one is looked at. */
function nameOf(path: string): string {
  const words = path.split("/").filter((part) => part !== "" && !/^[\w-]{20,}$/.test(part));
  return words.length === 1 && words[0] === "projects" ? "dashboard" : words.join("-").replace("projects-", "");
}
