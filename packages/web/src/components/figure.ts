import type { FigureName } from "@heliometer/analytics";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

const SHOWN_AS = {
  uniqueVisitors: "number",
  pageViews: "number",
  sessions: "number",
  bounceRate: "percent",
  avgDuration: "duration",
} as const satisfies Record<FigureName, string>;

export interface Figure {
  name: FigureName;
  value: number | null;
  /** Percent against the time before; null when there is nothing to compare with. */
  change: number | null;
  /** Shows it in the chart. */
  href: string;
  /** It is in the chart. */
  current: boolean;
}

/** A figure as its kind is written: a number, a percentage, minutes and seconds. */
export function writeFigure({ format }: Pick<Frame, "format">, name: FigureName, value: number | null): string {
  return format[SHOWN_AS[name]](value);
}

/** One of the key numbers with its change; it leads to its course over time. */
export function figure(frame: Frame, { name, value, change, href, current }: Figure): Html {
  const { text } = frame;
  const label = text.dashboard.figures[name];
  return html`<div class="figure">
<dt><a href="${href}" data-soft title="${text.dashboard.showInChart(label)}" ${current ? html`aria-current="true"` : null}>${label}</a></dt>
<dd>${writeFigure(frame, name, value)}</dd>
<dd class="change">${changeInWords(frame, change, name === "bounceRate")}</dd>
</div>`;
}

/** A change in percent as an arrow and a number, in the colour of good or bad news; null: nothing to compare with. */
export function changeInWords(
  { text, format }: Pick<Frame, "text" | "format">,
  change: number | null,
  isBadWhenMore: boolean,
): Html {
  const words = text.overview;
  if (change === null)
    return html`<span class="quiet" title="${words.noComparison}"><span aria-hidden="true">${words.noValue}</span><span class="hidden-text">${words.noComparison}</span></span>`;
  if (change === 0) return html`<span class="quiet">${words.unchanged}</span>`;
  // More visits that end after one page are no good news; more of anything else is.
  const isGood = change > 0 !== isBadWhenMore;
  return html`<span class="${isGood ? "good" : "bad"}"><span aria-hidden="true">${change > 0 ? "↑" : "↓"}</span><span class="hidden-text">${change > 0 ? words.up : words.down}</span> ${format.percent(Math.abs(change))}</span>`;
}
