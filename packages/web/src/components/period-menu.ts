import { compareOf, queryOf, type State, withoutDays } from "../dashboard/state.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

export interface PeriodMenu {
  /** Path of the page. */
  path: string;
  state: State;
  /** What the button says. */
  label: string;
  /** The named period that is shown; null for dates. */
  period: string | null;
  /** First and last day, for the fields. */
  startDate: string;
  endDate: string;
}

const COMPARE_DEFAULT = "previous_period";

/** The choice of days and of what they are compared with: a menu without a script, whose values are the page's address. */
export function periodMenu(frame: Frame, menu: PeriodMenu): Html {
  const { text } = frame;
  const { path, state, label, period } = menu;
  const undated = withoutDays(state);
  const periods = choices(text.periods, {
    current: period,
    href: (name) => `${path}${queryOf(undated, { period: name })}`,
  });
  const compared = choices(text.dashboard.comparisons, {
    current: String(compareOf(state).compare ?? COMPARE_DEFAULT),
    href: (name) => `${path}${queryOf(state, { compare: name === COMPARE_DEFAULT ? undefined : name })}`,
  });
  return html`<details class="menu period">
<summary><span class="hidden-text">${text.overview.period}: </span>${label}</summary>
<div>
<nav class="items" aria-label="${text.overview.period}">${periods}</nav>
<div class="fields">
${dateForm(frame, menu, undated)}
<h3 id="compare-title">${text.dashboard.compare}</h3>
<nav class="items" aria-labelledby="compare-title">${compared}</nav>
</div>
</div>
</details>`;
}

function choices(
  names: Readonly<Record<string, string>>,
  { current, href }: { current: string | null; href: (name: string) => string },
): Html[] {
  return Object.entries(names).map(
    ([name, label]) =>
      html`<a class="item" href="${href(name)}" data-soft ${name === current ? html`aria-current="true"` : null}>${label}</a>`,
  );
}

function dateForm({ text }: Frame, { path, startDate, endDate }: PeriodMenu, undated: State): Html {
  const words = text.overview;
  const kept = [...new URLSearchParams(queryOf(undated))].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="get" action="${path}" class="fields">${kept}
<label>${words.from}<input type="date" name="startDate" value="${startDate}" required></label>
<label>${words.to}<input type="date" name="endDate" value="${endDate}" required></label>
<button type="submit" class="plain">${words.show}</button>
</form>`;
}
