import type { Now } from "../dashboard/answers.ts";
import { valueInWords } from "../dashboard/filters.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { CardMenu } from "./card.ts";

interface Counted {
  label: string;
  visitors: number;
}

export interface NowView {
  now: Now;
  /** Address of the same fragment a moment later. */
  refresh: string;
  menu: CardMenu;
}

/** Who is there now: a count that updates itself where scripts run, and behind it where they are. */
export function nowMenu(frame: Frame, { now, refresh, menu }: NowView): Html {
  const { text } = frame;
  return html`<details class="menu live" id="now" data-refresh="${refresh}">
<summary>${nowCount(frame, now)}</summary>
<div>
<div data-now>${nowLists(frame, now)}</div>
<p class="note">${text.dashboard.now.updates} <a href="${menu.csv}" download>${text.dashboard.csv}</a></p>
</div>
</details>`;
}

/** The count alone, as the button shows it. */
export function nowCount({ text, format }: Frame, { activeVisitors }: Now): Html {
  return html`<span class="pulse${activeVisitors === 0 ? " nobody" : ""}" aria-hidden="true"></span><strong>${format.number(activeVisitors)}</strong> <span>${text.overview.activeNow(activeVisitors)}</span>`;
}

/** The pages, sources and countries of the visitors that are there. */
export function nowLists(frame: Frame, { activeVisitors, pages, sources, countries }: Now): Html {
  const words = frame.text.dashboard.now;
  if (activeVisitors === 0) return html`<p>${words.nobody}</p>`;
  const inWords = (dimension: "source" | "country", value: string) => valueInWords(frame, dimension, value);
  return html`${list(
    frame,
    words.pages,
    pages.map(({ path, visitors }) => ({ label: path, visitors })),
  )}${list(
    frame,
    words.sources,
    sources.map(({ name, visitors }) => ({ label: name, visitors })),
  )}${list(
    frame,
    words.countries,
    countries.map(({ countryCode, visitors }) => ({ label: inWords("country", countryCode ?? ""), visitors })),
  )}`;
}

const ROWS_SHOWN = 4;

function list({ format }: Frame, title: string, rows: readonly Counted[]): Html | null {
  if (rows.length === 0) return null;
  const lines = rows
    .slice(0, ROWS_SHOWN)
    .map(({ label, visitors }) => html`<li><span>${label}</span> <span>${format.number(visitors)}</span></li>`);
  return html`<h3>${title}</h3><ul class="counts">${lines}</ul>`;
}
