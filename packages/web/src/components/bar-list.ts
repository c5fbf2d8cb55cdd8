import { type Html, html } from "../html.ts";

interface BarRow {
  label: string;
  /** A second, longer name, shown when the pointer rests on the row. */
  detail?: string;
  value: number;
}

export interface BarList {
  title: string;
  /** Heads of the two columns. */
  columns: { label: string; value: string };
  rows: readonly BarRow[];
  /** Said instead of an empty table. */
  empty: string;
  formatValue: (value: number) => string;
}

/** A ranking as a table, each row with a bar as long as its part of the largest. */
export function barList({ title, columns, rows, empty, formatValue }: BarList): Html {
  const largest = Math.max(1, ...rows.map(({ value }) => value));
  const line = ({ label, detail, value }: BarRow) => html`<tr>
<th scope="row" title="${detail || label}">${bar(value / largest)}<span>${label}</span></th>
<td>${formatValue(value)}</td>
</tr>`;
  const table = html`<table class="bars">
<thead><tr><th scope="col">${columns.label}</th><th scope="col">${columns.value}</th></tr></thead>
<tbody>${rows.map(line)}</tbody>
</table>`;
  return html`<section class="card">
<h2>${title}</h2>
${rows.length > 0 ? table : html`<p class="empty">${empty}</p>`}
</section>`;
}

/** The length stands in an SVG attribute, because the content policy allows no style of a single element. */
function bar(part: number): Html {
  return html`<svg class="bar" aria-hidden="true" focusable="false"><rect width="${(part * 100).toFixed(1)}%" height="100%" rx="4"></rect></svg>`;
}
