import type { Board } from "../dashboard/board.ts";
import type { Row } from "../dashboard/cards.ts";
import { filterForLabel } from "../dashboard/filters.ts";
import { type Html, html } from "../html.ts";
import { WORLD } from "../map/world.ts";
import { filterLink } from "./list-card.ts";

const SHADES = 5;
const DOT_RADIUS = 4;

/**
 * The countries that visitors came from, the darker the more. For the eye and the pointer: the list beside it says the
 * same to everybody else, so that the drawing is hidden from screen readers and the keyboard.
 */
export function worldMap(board: Board, rows: readonly Row[]): Html {
  const { width, height } = WORLD;
  const most = Math.max(1, ...rows.filter(hasPlace).map(visitorsOf));
  const shapes = rows.map((row) => country(board, row, most));
  return html`<div class="map" aria-hidden="true"><div class="land"></div>
<svg viewBox="0 0 ${width} ${height}" focusable="false">${shapes}</svg></div>`;
}

function country(board: Board, row: Row, most: number): Html | null {
  const code = String(row.countryCode);
  const { format } = board.frame;
  const outline = WORLD.outlines[code];
  const dot = WORLD.dots[code];
  if (!outline && !dot) return null;
  // By the root: one country with most of the visitors does not make all others look the same.
  const shade = Math.max(1, Math.ceil(SHADES * Math.sqrt(visitorsOf(row) / most)));
  const shape = html`${outline ? html`<path d="${outline}"></path>` : null}${dot ? html`<circle cx="${dot[0]}" cy="${dot[1]}" r="${DOT_RADIUS}"></circle>` : null}`;
  return html`<a href="${filterLink(board, "locations", { made: filterForLabel("country", code) }).href}" data-soft tabindex="-1" class="shade-${shade}">${shape}<title>${format.country(code)}: ${format.number(visitorsOf(row))}</title></a>`;
}

function hasPlace({ countryCode }: Row): boolean {
  return typeof countryCode === "string";
}

function visitorsOf({ visitors }: Row): number {
  return Number(visitors ?? 0);
}
