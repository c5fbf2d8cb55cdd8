import type { Filter } from "@heliometer/analytics";
import { filterInWords, withoutFilter } from "../dashboard/filters.ts";
import { filtersOf, queryOf, type State } from "../dashboard/state.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

/** What is shown is only a part: each filter as a chip that takes it out; nothing without filters. */
export function filterBar(frame: Frame, state: State, path: string): Html | null {
  const filters = filtersOf(state);
  if (filters.length === 0) return null;
  const { text } = frame;
  const chip = (filter: Filter) => {
    const words = filterInWords(frame, filter);
    return html`<li><a class="chip" href="${path}${queryOf(state, withoutFilter(state, filter))}" data-soft aria-label="${text.dashboard.removeFilter(words)}">${words}<span aria-hidden="true">×</span></a></li>`;
  };
  const clear = html`<li><a href="${path}${queryOf(state, { filters: undefined })}" data-soft>${text.dashboard.clearFilters}</a></li>`;
  return html`<ul class="chips" aria-label="${text.dashboard.filters}">${filters.map(chip)}${filters.length > 1 ? clear : null}</ul>`;
}

/** A form for a filter that no row stands for; its answer is the dashboard with the filter in the address. */
export function filterMenu({ text }: Frame, state: State, path: string): Html {
  const words = text.dashboard;
  const kept = [...new URLSearchParams(queryOf(state))].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const options = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([name, label]) => html`<option value="${name}">${label}</option>`);
  const { eventProperty: _property, ...dimensions } = words.dimensions;
  return html`<details class="menu">
<summary>${words.addFilter}</summary>
<div><form method="get" action="${path}/filter" class="fields">${kept}
<label>${words.filterBy}<select name="dimension">${options(dimensions)}</select></label>
<label>${words.filterHow}<select name="operator">${options(text.operators)}</select></label>
<label>${words.filterValue}<input name="value" maxlength="256" autocomplete="off"></label>
<button type="submit" class="plain">${words.filterSubmit}</button>
</form></div>
</details>`;
}
