import type { Filter } from "@heliometer/analytics";
import type { Listed, Read } from "../dashboard/answers.ts";
import { type Board, menuOf } from "../dashboard/board.ts";
import { type ListCardName, listCard, type Row } from "../dashboard/cards.ts";
import { filterInWords, hasFilter, valueInWords, withFilter, withoutFilter } from "../dashboard/filters.ts";
import { filtersOf, queryOf } from "../dashboard/state.ts";
import { type Html, html } from "../html.ts";
import { barList } from "./bar-list.ts";
import { type CardTab, card } from "./card.ts";

/** What a card shows beside its list. */
interface Extras {
  /** Before the list, such as the map. */
  figure?: Html | null;
  /** Instead of the card's own views. */
  tabs?: readonly CardTab[];
}

/** A ranking: its first rows, each of which filters, and the ways to all of them. */
export function listCardView(
  board: Board,
  { name, answer }: { name: ListCardName; answer: Read<Listed> },
  { figure = null, tabs }: Extras = {},
): Html {
  const { frame, state, path } = board;
  const words = frame.text.dashboard;
  const { rows, totalRows } = answer.data;
  const list = rankedRows(board, name, rows);
  const all =
    totalRows > rows.length
      ? html`<p class="all"><a href="${path}/all/${name}${queryOf(state)}">${words.all(frame.format.number(totalRows))}</a></p>`
      : null;
  return card(frame, {
    name,
    title: words.cards[name],
    wide: figure !== null,
    tabs: tabs ?? viewTabs(board, name),
    menus: [menuOf(board, name)],
    body: figure ? html`<div class="beside">${figure}<div>${list}${all}</div></div>` : html`${list}${all}`,
  });
}

/** The way to each view of a card. */
export function viewTabs({ frame, state, path }: Board, name: ListCardName): CardTab[] {
  const { views, viewOf } = listCard(name);
  const labels: Readonly<Record<string, string>> = frame.text.dashboard.views;
  return views.map((view) => ({
    href: `${path}${queryOf(state, view.choose(state))}#${name}`,
    label: labels[view.name] ?? view.name,
    current: viewOf(state) === view.name,
  }));
}

/** What a row of a card stands for, in the reader's words. */
export function rowLabel({ frame, state }: Board, name: ListCardName, row: Row): string {
  const { label, filter, viewOf } = listCard(name);
  const view = viewOf(state);
  const made = filter(row, view, state);
  const isPlain = made?.operator !== "is" || made.dimension === "eventProperty";
  const words = isPlain ? String(row[label(view)]) : valueInWords(frame, made.dimension, made.values[0] ?? "");
  return words + countryOf({ frame, state }, name, row);
}

/** The country that a region or a city is in, as the end of its name; empty for any other row. */
function countryOf({ frame, state }: Pick<Board, "frame" | "state">, name: ListCardName, row: Row): string {
  const isWithin = name === "locations" && listCard(name).viewOf(state) !== "country";
  return isWithin && typeof row.countryCode === "string" ? `, ${frame.format.country(row.countryCode)}` : "";
}

/** Where a row of a card leads; null where it leads nowhere. */
export function rowLink(board: Board, name: ListCardName, row: Row) {
  const { filter, viewOf } = listCard(name);
  const made = filter(row, viewOf(board.state), board.state);
  return made && filterLink(board, name, { made, within: countryOf(board, name, row) });
}

/** The way to the same state with a filter, or without it where it has it. */
export function filterLink(
  { frame, state, path }: Board,
  name: ListCardName,
  { made, within = "" }: { made: Filter; within?: string },
) {
  const current = hasFilter(state, made);
  const inWords = filterInWords(frame, made) + within;
  const words = frame.text.dashboard;
  return {
    href: `${path}${queryOf(state, current ? withoutFilter(state, made) : withFilter(state, made))}#${name}`,
    title: current ? words.removeFilter(inWords) : words.filterRow(inWords),
    current,
  };
}

function rankedRows(board: Board, name: ListCardName, rows: readonly Row[]): Html {
  const { frame, state } = board;
  const { text, format } = frame;
  const { value, label, viewOf } = listCard(name);
  const view = viewOf(state);
  const field = value(view);
  const numbers: Readonly<Record<string, string>> = text.dashboard.numbers;
  return barList({
    columns: { label: headOf(board, name, label(view)), value: numbers[field] ?? field },
    rows: rows.map((row) => ({
      label: rowLabel(board, name, row),
      ...(typeof row.title === "string" ? { detail: row.title } : {}),
      value: Number(row[field] ?? 0),
      ...(typeof row.share === "number" ? { share: format.share(row.share) } : {}),
      link: rowLink(board, name, row),
    })),
    empty: filtersOf(state).length > 0 ? text.dashboard.noFilterMatch : text.overview.nothing,
    formatValue: format.number,
  });
}

/** The head of the first column: what a row is. */
export function headOf({ frame, state }: Board, name: ListCardName, label: string): string {
  const labels: Readonly<Record<string, string>> = frame.text.dashboard.labels;
  const view = listCard(name).viewOf(state);
  if (name === "events") return view === "" ? frame.text.dashboard.labels.event : view;
  return labels[view] ?? labels[label] ?? label;
}
