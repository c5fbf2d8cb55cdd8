import { roleFor } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import { drawChart } from "../chart/draw.ts";
import {
  askMoneyRows,
  askRevenue,
  askRevenueTrend,
  type Read,
  type Revenue,
  type RevenueTrend,
} from "../dashboard/answers.ts";
import { type Board, menuOf, settle } from "../dashboard/board.ts";
import type { Row } from "../dashboard/cards.ts";
import { filtersOf } from "../dashboard/state.ts";
import { type Html, html, trustedHtml } from "../html.ts";
import { barList } from "./bar-list.ts";
import { card } from "./card.ts";
import { chartFrame, SIZES } from "./chart-frame.ts";
import { changeInWords } from "./figure.ts";

const FIGURES = ["netRevenue", "mrr", "newCustomers", "arpa", "customerChurnRate"] as const;
/** More of them is no good news. */
const BAD_WHEN_MORE: readonly string[] = ["customerChurnRate"];

/** What was earned, by whom and through which channels: for roles that may see it, where there is any. */
export function moneyCards(board: Board): Promise<Html>[] {
  const { context, state, project } = board;
  if (!roleAtLeast(project.role, roleFor("revenue:read"))) return [];
  const revenue = askRevenue(context, state);
  // Each card that waits for it reports what goes wrong.
  revenue.catch(() => {});
  const whereEarned = (make: (currency: string) => Promise<Html>) => async () => {
    const { meta } = await revenue;
    return meta.dataThrough === null ? html`` : make(meta.currency ?? project.currency);
  };
  return [
    settle(
      board,
      "revenue",
      whereEarned(async () => revenueCard(board, await revenue, await askRevenueTrend(context, state))),
    ),
    settle(
      board,
      "customers",
      whereEarned(async (currency) => customersCard(board, await askMoneyRows(context, state, "customers"), currency)),
    ),
    settle(
      board,
      "roi",
      whereEarned(async (currency) => roiCard(board, await askMoneyRows(context, state, "roi"), currency)),
    ),
  ];
}

async function revenueCard(board: Board, { data, meta }: Read<Revenue>, trend: Read<RevenueTrend>): Promise<Html> {
  const { frame, project, state } = board;
  const { text, format } = frame;
  const words = text.dashboard.money;
  const currency = meta.currency ?? project.currency;
  const write = (name: (typeof FIGURES)[number]) => {
    if (name === "newCustomers") return format.number(data[name]);
    return name === "customerChurnRate" ? format.percent(data[name]) : format.money(data[name], currency);
  };
  const figures = FIGURES.map(
    (name) => html`<div class="figure plain"><dt>${words[name]}</dt><dd>${write(name)}</dd>
<dd class="change">${changeInWords(frame, data.change?.[name] ?? null, BAD_WHEN_MORE.includes(name))}</dd></div>`,
  );
  const body = html`<dl class="figures">${figures}</dl>
${await earnedOverTime(board, trend, currency)}
${filtersOf(state).length > 0 ? html`<p class="note">${words.unfiltered}</p>` : null}`;
  return card(frame, {
    name: "revenue",
    title: text.dashboard.cards.revenue,
    wide: true,
    menus: [menuOf(board, "revenue"), menuOf(board, "revenueTrend")],
    body,
  });
}

async function earnedOverTime({ frame }: Board, { data, meta, summary }: Read<RevenueTrend>, currency: string) {
  const { text, format } = frame;
  const words = text.dashboard.money;
  const labels = data.rows.map(({ date }) => format.bucket(date, meta.timezone, data.interval));
  const drawing = {
    labels: data.rows.map(({ date }) => format.tick(date, meta.timezone, data.interval)),
    main: data.rows.map(({ netRevenue }) => netRevenue),
    second: [],
    unfinished: data.rows.at(-1)?.partial ?? false,
    hints: data.rows.map(({ netRevenue, mrr }, index) =>
      [
        labels[index] ?? "",
        `${words.netRevenue}: ${format.money(netRevenue, currency)}`,
        `${words.mrr}: ${format.money(mrr, currency)}`,
      ].join("\n"),
    ),
    formatAxis: (value: number) => format.compactMoney(value, currency),
  };
  const drawings = (await drawChart(drawing, SIZES)).map(trustedHtml);
  const rows = data.rows.map(
    ({ netRevenue, mrr }, index) =>
      html`<tr><th scope="row">${labels[index]}</th><td>${format.amount(netRevenue, currency)}</td><td>${format.amount(mrr, currency)}</td></tr>`,
  );
  return chartFrame(frame, {
    label: summary,
    name: text.dashboard.cards.revenueTrend,
    drawings,
    heads: [words.netRevenue, words.mrr],
    rows,
  });
}

function customersCard(board: Board, { data }: Read<readonly Row[]>, currency: string): Html {
  const { text, format } = board.frame;
  const words = text.dashboard;
  const list = barList({
    columns: { label: words.money.customer, value: words.money.netRevenue },
    rows: data.map(({ customerId, name, email, netRevenue }) => ({
      label: String(name ?? email ?? customerId),
      detail: String(email ?? customerId),
      value: Number(netRevenue),
    })),
    empty: text.overview.nothing,
    formatValue: (value) => format.amount(value, currency),
    wideValues: true,
  });
  return card(board.frame, {
    name: "customers",
    title: words.cards.customers,
    menus: [menuOf(board, "customers")],
    body: list,
  });
}

function roiCard(board: Board, { data }: Read<readonly Row[]>, currency: string): Html {
  const { text, format } = board.frame;
  const words = text.dashboard.money;
  const amount = (value: Row[string] | undefined) =>
    html`<td>${format.amount(typeof value === "number" ? value : null, currency)}</td>`;
  const percent = (value: Row[string] | undefined) =>
    html`<td>${format.share(typeof value === "number" ? value : null)}</td>`;
  // Whoever cost nothing and brought nothing is left out.
  const moved = data.filter(({ spend, attributedRevenue }) => spend !== 0 || attributedRevenue !== 0);
  const rows = moved.map(
    ({ channel, campaign, spend, attributedRevenue, roi }) =>
      html`<tr><th scope="row">${channel ?? campaign}</th>${amount(spend)}${amount(attributedRevenue)}${percent(roi)}</tr>`,
  );
  const heads = [words.spend, words.attributedRevenue, words.roi];
  const first = data[0]?.campaign === undefined ? words.channel : words.campaign;
  const table = html`<div class="scroll-wide" tabindex="0" role="group" aria-label="${text.dashboard.cards.roi}"><table class="numbers costs">
<thead><tr><th scope="col">${first}</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
  return card(board.frame, {
    name: "roi",
    title: text.dashboard.cards.roi,
    menus: [menuOf(board, "roi")],
    body: moved.length > 0 ? table : html`<p class="empty">${text.overview.nothing}</p>`,
  });
}
