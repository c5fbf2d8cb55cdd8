import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

export interface PeriodMenu {
  /** Path of the page. */
  action: string;
  /** What the button says. */
  label: string;
  /** The named period that is shown; null for dates. */
  period: string | null;
  /** First and last day, for the fields. */
  startDate: string;
  endDate: string;
  /** Parameters that stay as they are. */
  kept: Readonly<Record<string, string>>;
}

/** The choice of days: a menu without a script, two forms whose values are the page's address. */
export function periodMenu({ text }: Frame, menu: PeriodMenu): Html {
  const words = text.overview;
  const kept = Object.entries(menu.kept).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const choices = Object.entries(text.periods).map(
    ([name, label]) =>
      html`<button type="submit" name="period" value="${name}" class="item" ${name === menu.period ? html`aria-current="true"` : null}>${label}</button>`,
  );
  return html`<details class="menu">
<summary><span class="hidden-text">${words.period}: </span>${menu.label}</summary>
<div>
<form method="get" action="${menu.action}" class="items">${kept}${choices}</form>
<form method="get" action="${menu.action}" class="dates">${kept}
<label>${words.from}<input type="date" name="startDate" value="${menu.startDate}" required></label>
<label>${words.to}<input type="date" name="endDate" value="${menu.endDate}" required></label>
<button type="submit" class="plain">${words.show}</button>
</form>
</div>
</details>`;
}
