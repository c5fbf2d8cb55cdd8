import { type RowFault, showReceived } from "@heliometer/core";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { told } from "../told.ts";

const SHOWN_MAX = 100;

/** What is wrong with rows of a file, a line each. */
export function rowFaults({ text, format }: Frame, faults: readonly RowFault[]): Html {
  const words = text.revenue;
  const { line: lineLabel, field: fieldLabel, problem, received: receivedLabel } = words.faultColumns;
  const rows = faults.slice(0, SHOWN_MAX).map(
    ({ index, line, field, rule, ...more }) => html`<tr><th scope="row">${String(line ?? index + 1)}</th>
<td data-label="${fieldLabel}"><code>${field}</code></td>
<td data-label="${problem}">${told(text, rule)}</td>
<td data-label="${receivedLabel}">${"received" in more ? html`<code>${showReceived(more.received)}</code>` : null}</td></tr>`,
  );
  const others = faults.length - SHOWN_MAX;
  return html`<section class="card stack" role="alert"><h2>${words.faultsTitle(format.number(faults.length))}</h2>
<table class="records"><thead><tr>${[lineLabel, fieldLabel, problem, receivedLabel].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table>
${others > 0 ? html`<p>${words.moreFaults(format.number(others))}</p>` : null}</section>`;
}
