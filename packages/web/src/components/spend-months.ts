import { type SpendSum, writeMinor } from "@heliometer/revenue";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

/** What was spent, a row for each month and currency. */
export function spendMonths({ text, format }: Frame, sums: readonly SpendSum[]): Html {
  const { month: monthLabel, amount: amountLabel, rows: rowsLabel } = text.revenue.months;
  const rows = sums.map(
    ({ month, currency, amount, rows: count }) => html`<tr>
<th scope="row">${format.bucket(`${month}-01T00:00:00Z`, "UTC", "month")}</th>
<td data-label="${amountLabel}" class="number">${format.amount(writeMinor(amount, currency), currency)}</td>
<td data-label="${rowsLabel}" class="number">${format.number(count)}</td></tr>`,
  );
  return html`<table class="records">
<thead><tr><th scope="col">${monthLabel}</th><th scope="col" class="number">${amountLabel}</th><th scope="col" class="number">${rowsLabel}</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}
