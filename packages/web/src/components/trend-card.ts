import { FIGURE_NAMES, type FigureName } from "@heliometer/analytics";
import { drawChart } from "../chart/draw.ts";
import type { Numbers, Read, Trend } from "../dashboard/answers.ts";
import { type Board, menuOf } from "../dashboard/board.ts";
import { figureOf, queryOf } from "../dashboard/state.ts";
import { type Html, html, trustedHtml } from "../html.ts";
import { type CardTab, card } from "./card.ts";
import { chartFrame, SIZES } from "./chart-frame.ts";
import { figure, writeFigure } from "./figure.ts";

/** The key numbers; each leads to its course over time. */
export function figuresView({ frame, state, path }: Board, { data, meta }: Read<Numbers>): Html {
  const { text, format } = frame;
  const compared = meta.comparison
    ? html`<p class="hidden-text">${text.overview.comparedWith(format.range(meta.comparison.start, meta.comparison.end, meta.timezone))}</p>`
    : null;
  const chosen = figureOf(state);
  const figures = FIGURE_NAMES.map((name) =>
    figure(frame, {
      name,
      value: data[name],
      change: data.change?.[name] ?? null,
      href: `${path}${queryOf(state, { metrics: name === FIGURE_NAMES[0] ? undefined : [name] })}`,
      current: name === chosen,
    }),
  );
  return html`<section class="card wide" id="figures" aria-label="${text.overview.numbers}"><dl class="figures">${figures}</dl>${compared}</section>
`;
}

/** The course of one figure over time beside what it is compared with, and the same numbers as a table. */
export async function trendCard(
  board: Board,
  { trend, before }: { trend: Read<Trend>; before: Read<Trend> | null },
): Promise<Html> {
  const { frame, state } = board;
  const words = frame.text.dashboard;
  const name = figureOf(state);
  const body = html`<p class="legend" aria-hidden="true"><span class="key key-main">${words.figures[name]}</span>${before ? html` <span class="key key-second">${frame.format.range(before.meta.start, before.meta.end, before.meta.timezone)}</span>` : null}</p>
${await chart(board, trend, before?.data ?? null)}`;
  return card(frame, {
    name: "trend",
    title: words.figures[name],
    wide: true,
    tabs: intervalTabs(board, trend.data),
    menus: [menuOf(board, "figures"), menuOf(board, "trend")],
    body,
  });
}

async function drawings({ frame, state }: Board, { data, meta }: Read<Trend>, before: Trend | null): Promise<Html[]> {
  const { text, format } = frame;
  const name = figureOf(state);
  const labels = data.rows.map(({ date }) => format.bucket(date, meta.timezone, data.interval));
  const hints = data.rows.map((row, index) => {
    const line = `${text.dashboard.figures[name]}: ${writeFigure(frame, name, row[name] ?? null)}`;
    const was = before?.rows[index];
    const lineBefore = was ? [`${text.dashboard.before}: ${writeFigure(frame, name, was[name] ?? null)}`] : [];
    return [`${labels[index] ?? ""}${row.partial ? ` (${text.overview.partial})` : ""}`, line, ...lineBefore].join(
      "\n",
    );
  });
  const drawing = {
    labels: data.rows.map(({ date }) => format.tick(date, meta.timezone, data.interval)),
    main: data.rows.map((row) => row[name] ?? null),
    second: before ? data.rows.map((_, index) => before.rows[index]?.[name] ?? null) : [],
    unfinished: data.rows.at(-1)?.partial ?? false,
    hints,
    formatAxis: axisOf(frame, name),
  };
  return (await drawChart(drawing, SIZES)).map(trustedHtml);
}

function axisOf(frame: Board["frame"], name: FigureName): (value: number) => string {
  return name === "bounceRate" || name === "avgDuration"
    ? (value) => writeFigure(frame, name, value)
    : frame.format.compact;
}

async function chart(board: Board, trend: Read<Trend>, before: Trend | null): Promise<Html> {
  const { frame, state } = board;
  const { text, format } = frame;
  const words = text.dashboard;
  const { data, meta, summary } = trend;
  const chosen = figureOf(state);
  const names = [...new Set([chosen, "uniqueVisitors", "pageViews"] as const)];
  const rows = data.rows.map(
    (row, index) => html`<tr>
<th scope="row">${format.bucket(row.date, meta.timezone, data.interval)}${row.partial ? html` <small>(${text.overview.partial})</small>` : null}</th>
${names.map((name) => html`<td>${writeFigure(frame, name, row[name] ?? null)}</td>`)}${before ? html`<td>${writeFigure(frame, chosen, before.rows[index]?.[chosen] ?? null)}</td>` : null}
</tr>`,
  );
  return chartFrame(frame, {
    label: summary,
    name: words.cards.trend,
    drawings: await drawings(board, trend, before),
    heads: [...names.map((name) => words.figures[name]), ...(before ? [words.before] : [])],
    rows,
  });
}

/** Lengths of a point that the range allows: at most a thousand, at least two of them. */
function intervalTabs({ frame, state, path }: Board, { interval, rows }: Trend): CardTab[] {
  const hours = { hour: 1, day: 24, week: 168, month: 720 } as const;
  const length = rows.length * hours[interval];
  const fitting = (Object.keys(hours) as (keyof typeof hours)[]).filter(
    (name) => name === interval || (length / hours[name] >= 2 && length / hours[name] <= 200),
  );
  return fitting.map((name) => ({
    href: `${path}${queryOf(state, { interval: name })}#trend`,
    label: frame.text.dashboard.intervals[name],
    current: name === interval,
  }));
}
