import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { FigureName } from "../overview-answers.ts";

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
}

/** One of the key numbers with its change. */
export function figure({ text, format }: Frame, { name, value, change }: Figure): Html {
  return html`<div class="figure">
<dt>${text.overview[name]}</dt>
<dd>${format[SHOWN_AS[name]](value)}</dd>
<dd class="change">${changeInWords({ text, format }, name, change)}</dd>
</div>`;
}

function changeInWords(
  { text, format }: Pick<Frame, "text" | "format">,
  name: FigureName,
  change: number | null,
): Html {
  const words = text.overview;
  if (change === null) return html`<span class="quiet">${words.noComparison}</span>`;
  if (change === 0) return html`<span class="quiet">${words.unchanged}</span>`;
  // More visits that end after one page are no good news; more of anything else is.
  const isGood = change > 0 !== (name === "bounceRate");
  return html`<span class="${isGood ? "good" : "bad"}"><span aria-hidden="true">${change > 0 ? "↑" : "↓"}</span><span class="hidden-text">${change > 0 ? words.up : words.down}</span> ${format.percent(Math.abs(change))}</span>`;
}
