import { card } from "../components/card.ts";
import { filterBar } from "../components/filter-bar.ts";
import { headOf, rowLabel, rowLink, viewTabs } from "../components/list-card.ts";
import { projectHead } from "../components/project-head.ts";
import type { Listed, Read } from "../dashboard/answers.ts";
import { type Board, menuOf } from "../dashboard/board.ts";
import { type ListCardName, listCard, type Row } from "../dashboard/cards.ts";
import { queryOf } from "../dashboard/state.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

/** How each number of a row is written. */
const SHOWN_AS = {
  visitors: "number",
  uniqueVisitors: "number",
  pageViews: "number",
  sessions: "number",
  entries: "number",
  exits: "number",
  count: "number",
  previousCount: "number",
  bounceRate: "percent",
  share: "percent",
  avgDuration: "duration",
  avgTimeOnPage: "duration",
} as const;
type NumberName = keyof typeof SHOWN_AS;

/** One ranking with all its rows and all its numbers. */
export function allRowsPage(board: Board, name: ListCardName, answer: Read<Listed>): Page {
  const { frame, project, state, path, days } = board;
  const { text, format } = frame;
  const words = text.dashboard;
  const { rows, totalRows } = answer.data;
  const views: Readonly<Record<string, string>> = words.views;
  const view = listCard(name).viewOf(state);
  const title = view === "" ? words.cards[name] : `${words.cards[name]}: ${views[view] ?? view}`;
  const cut =
    totalRows > rows.length
      ? html`<p class="note">${words.shownOf(format.number(rows.length), format.number(totalRows))}</p>`
      : null;
  const tabs = viewTabs(board, name).map((tab) => ({ ...tab, href: tab.href.replace(path, `${path}/all/${name}`) }));
  const body = html`${projectHead(frame, project, { section: "overview" })}
<p class="trail"><a href="${path}${queryOf(state)}#${name}">${words.back}</a></p>
<div class="toolbar">${filterBar(frame, state, `${path}/all/${name}`)}<p class="note">${days.label}</p></div>
<div class="cards">${card(frame, { name, title, wide: true, tabs, menus: [menuOf(board, name, rows[0])], body: html`${table(board, name, rows)}${cut}` })}</div>`;
  return { title: `${title} · ${project.name}`, body };
}

function table(board: Board, name: ListCardName, rows: readonly Row[]): Html {
  const { text, format } = board.frame;
  const { label, viewOf } = listCard(name);
  const numbers = (Object.keys(SHOWN_AS) as NumberName[]).filter((field) =>
    rows.some((row) => row[field] !== undefined),
  );
  if (rows.length === 0) return html`<p class="empty">${text.overview.nothing}</p>`;
  const cell = (row: Row, field: NumberName) => {
    const value = row[field];
    return html`<td>${format[SHOWN_AS[field]](typeof value === "number" ? value : null)}</td>`;
  };
  const line = (row: Row) =>
    html`<tr><th scope="row">${labelOf(board, name, row)}</th>${numbers.map((field) => cell(row, field))}</tr>`;
  return html`<div class="scroll-wide" tabindex="0" role="group" aria-label="${text.dashboard.cards[name]}"><table class="numbers all-rows">
<thead><tr><th scope="col">${headOf(board, name, label(viewOf(board.state)))}</th>${numbers.map((field) => html`<th scope="col">${text.dashboard.numbers[field]}</th>`)}</tr></thead>
<tbody>${rows.map(line)}</tbody>
</table></div>`;
}

function labelOf(board: Board, name: ListCardName, row: Row): Html {
  const link = rowLink(board, name, row);
  const words = rowLabel(board, name, row);
  const title = typeof row.title === "string" && row.title !== "" ? html`<small>${row.title}</small>` : null;
  return html`${link ? html`<a href="${link.href}" aria-label="${link.title}">${words}</a>` : words}${title}`;
}
