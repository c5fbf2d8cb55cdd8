import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

/** One drawing for each of three widths, so that its letters stay readable. */
export const SIZES = [
  { width: 1080, height: 250, className: "chart chart-wide" },
  { width: 600, height: 240, className: "chart chart-middle" },
  { width: 280, height: 190, className: "chart chart-narrow" },
];

export interface ChartFrame {
  /** What the drawing tells, for those who do not see it. */
  label: string;
  /** What the table behind it is called. */
  name: string;
  drawings: readonly Html[];
  /** Of the table, beside that of the date. */
  heads: readonly string[];
  rows: readonly Html[];
}

/** A chart that is read with the pointer or the arrow keys, and the same numbers as a table for everyone else. */
export function chartFrame({ text }: Frame, { label, name, drawings, heads, rows }: ChartFrame): Html {
  return html`<div class="chart-frame" tabindex="0" role="group" aria-label="${label} ${text.dashboard.chartKeys}">${drawings}<p class="hidden-text" aria-live="polite"></p></div>
<details class="behind"><summary>${text.overview.table}</summary><div class="scroll" tabindex="0" role="group" aria-label="${name}"><table class="numbers">
<thead><tr><th scope="col">${text.overview.date}</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div></details>`;
}
