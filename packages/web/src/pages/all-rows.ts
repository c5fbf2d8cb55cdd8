import { card } from "../components/card.ts";
import { filterBar } from "../components/filter-bar.ts";
import { headOf, rowLabel, rowLink, viewTabs } from "../components/list-card.ts";
import { projectHead } from "../components/project-head.ts";
import { type Listed, PAGE_ROWS, type Read, ROWS_MAX } from "../dashboard/answers.ts";
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
  bounceRate: "share",
  share: "share",
  avgDuration: "duration",
  avgTimeOnPage: "duration",
} as const;
type NumberName = keyof typeof SHOWN_AS;

export interface AllRows {
  name: ListCardName;
  /** The rows up to the end of the page. */
  answer: Read<Listed>;
  /** From 1. */
  page: number;
}

/** One ranking with all its rows, a hundred on a page, and all its numbers. */
export function allRowsPage(board: Board, { name, answer, page }: AllRows): Page {
  const { frame, project, state, path, days } = board;
  const words = frame.text.dashboard;
  const rows = answer.data.rows.slice((page - 1) * PAGE_ROWS);
  const title = words.cards[name];
  const tabs = viewTabs(board, name).map((tab) => ({ ...tab, href: tab.href.replace(path, `${path}/all/${name}`) }));
  const body = html`${projectHead(frame, project, { section: "overview" })}
<p class="trail"><a href="${path}${queryOf(state)}#${name}">${words.back}</a></p>
<div class="toolbar">${filterBar(frame, state, `${path}/all/${name}`)}<p class="note">${days.label}</p></div>
<div class="cards">${card(frame, { name, title, wide: true, tabs, menus: [menuOf(board, name)], body: html`${table(board, name, rows)}${pager(board, { name, answer, page })}` })}</div>`;
  return { title: `${title} · ${project.name}`, body };
}

/** Which rows these are, and the way to those before and after; nothing where all of them are here. */
function pager({ frame, state, path }: Board, { name, answer, page }: AllRows): Html | null {
  const { text, format } = frame;
  const words = text.dashboard;
  const { rows, totalRows } = answer.data;
  if (totalRows <= PAGE_ROWS) return null;
  const href = (to: number) =>
    `${path}/all/${name}?${new URLSearchParams([...new URLSearchParams(queryOf(state)), ["page", String(to)]])}`;
  const from = Math.min((page - 1) * PAGE_ROWS + 1, rows.length);
  const isLast = page * PAGE_ROWS >= Math.min(totalRows, ROWS_MAX);
  const [first, last, all] = [from, rows.length, totalRows].map(format.number);
  return html`<nav class="pager" aria-label="${words.pager}">
${page > 1 ? html`<a href="${href(page - 1)}" rel="prev">${words.pageBefore}</a>` : null}
<p class="note">${words.shownOf(first ?? "", last ?? "", all ?? "")}${isLast && totalRows > ROWS_MAX ? ` ${words.narrow}` : ""}</p>
${isLast ? null : html`<a href="${href(page + 1)}" rel="next">${words.pageAfter}</a>`}</nav>`;
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
