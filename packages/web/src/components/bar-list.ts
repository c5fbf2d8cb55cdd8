import { type Html, html } from "../html.ts";

interface BarRow {
  label: string;
  /** A second, longer name, shown when the pointer rests on the row. */
  detail?: string;
  value: number;
  /** Its part of the whole, in words. */
  share?: string;
  /** Where the row leads: the same page, filtered by it, or without that filter. */
  link?: { href: string; title: string; current: boolean } | null;
}

export interface BarList {
  /** Heads of the two columns. */
  columns: { label: string; value: string };
  rows: readonly BarRow[];
  /** Said instead of an empty table. */
  empty: string;
  formatValue: (value: number) => string;
  /** The values are long, such as amounts of money. */
  wideValues?: boolean;
}

/** A ranking as a table, each row with a bar as long as its part of the largest. */
export function barList({ columns, rows, empty, formatValue, wideValues = false }: BarList): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const largest = Math.max(1, ...rows.map(({ value }) => value));
  const line = ({ label, detail, value, share, link }: BarRow) => html`<tr>
<th scope="row" title="${detail || label}">${bar(value / largest)}${link ? rowLink(label, link) : html`<span>${label}</span>`}</th>
<td>${formatValue(value)}${share ? html` <small>${share}</small>` : null}</td>
</tr>`;
  const shares = rows.some(({ share }) => share);
  return html`<table class="bars${shares ? " shares" : ""}${wideValues ? " amounts" : ""}">
<thead><tr><th scope="col">${columns.label}</th><th scope="col">${columns.value}</th></tr></thead>
<tbody>${rows.map(line)}</tbody>
</table>`;
}

function rowLink(label: string, { href, title, current }: NonNullable<BarRow["link"]>): Html {
  return html`<a href="${href}" data-soft aria-label="${title}" ${current ? html`aria-current="true"` : null}>${label}</a>`;
}

/** The length stands in an SVG attribute, because the content policy allows no style of a single element. */
function bar(part: number): Html {
  return html`<svg class="bar" aria-hidden="true" focusable="false"><rect width="${(part * 100).toFixed(1)}%" height="100%" rx="4"></rect></svg>`;
}
