import { roleAtLeast } from "@heliometer/core";
import { ASSETS } from "../assets.ts";
import type { CardTab } from "../components/card.ts";
import { copyText } from "../components/copy-text.ts";
import { filterBar, filterMenu } from "../components/filter-bar.ts";
import { listCardView } from "../components/list-card.ts";
import { moneyCards } from "../components/money-cards.ts";
import { nowMenu } from "../components/now.ts";
import { periodMenu } from "../components/period-menu.ts";
import { projectHead } from "../components/project-head.ts";
import { figuresView, trendCard } from "../components/trend-card.ts";
import { worldMap } from "../components/world-map.ts";
import {
  askList,
  askProperties,
  askTrend,
  askTrendBefore,
  COUNTRIES_MAX,
  type Now,
  type Numbers,
  type Read,
  ROWS_SHOWN,
} from "../dashboard/answers.ts";
import { type Board, menuOf, settle } from "../dashboard/board.ts";
import { type ListCardName, listCard } from "../dashboard/cards.ts";
import { queryOf } from "../dashboard/state.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

export interface Dashboard {
  board: Board;
  numbers: Read<Numbers>;
  /** Null where it could not be counted. */
  now: Now | null;
  mcpUrl: string;
}

/** The dashboard: its head and key numbers at once, every other card as soon as its report has answered. */
export function dashboardPage({ board, numbers, now, mcpUrl }: Dashboard): Page {
  const { frame, project, days } = board;
  const isEmpty = numbers.meta.dataThrough === null;
  const head = html`${projectHead(frame, project, { section: "overview" })}${toolbar(board, now)}`;
  const title = `${project.name} · ${days.label}`;
  const common = { title, scripts: [ASSETS.dashboard.path], fetches: true };
  if (isEmpty) {
    return { ...common, body: html`${head}<div class="cards">${nothingYet(board)}${connectCard(board, mcpUrl)}</div>` };
  }
  return {
    ...common,
    body: html`${head}<div class="cards">${figuresView(board, numbers)}`,
    late: {
      parts: cards(board, numbers),
      end: html`${connectCard(board, mcpUrl)}</div>${notes(board, numbers)}`,
    },
  };
}

/** The dashboard of a question that cannot be answered: what is wrong, and the menus to ask another. */
export function refusedDashboardPage({ frame, project, path, days }: Board, message: string): Page {
  const menu = periodMenu(frame, { path, state: {}, ...days });
  const body = html`${projectHead(frame, project, { section: "overview" })}<div class="toolbar">${menu}</div>
<div class="notice bad" role="alert"><p><strong>${frame.text.overview.badQuestion}</strong></p><p>${message}</p></div>`;
  return { title: project.name, body };
}

function toolbar(board: Board, now: Now | null): Html {
  const { frame, state, path, days } = board;
  const { startDate, endDate } = days;
  const live = now && nowMenu(frame, { now, refresh: `${path}/now`, menu: menuOf(board, "now") });
  return html`<div class="toolbar">
${live}${filterBar(frame, state, path)}
<div class="tools">${filterMenu(frame, state, path)}${periodMenu(frame, { path, state, label: days.label, period: days.period, startDate, endDate })}</div>
</div>`;
}

/** All reports are asked at once; they stand in this order. */
function cards(board: Board, numbers: Read<Numbers>): Promise<Html>[] {
  const { context, state } = board;
  const trend = askTrend(context, state);
  const before = askTrendBefore(context, state, { numbers, trend });
  // The card that waits for both reports what goes wrong; until then neither may count as unhandled.
  before.catch(() => {});
  return [
    settle(board, "trend", async () => trendCard(board, { trend: await trend, before: await before })),
    list(board, "pages"),
    list(board, "sources"),
    settle(board, "locations", () => placesCard(board)),
    list(board, "devices"),
    settle(board, "events", () => eventsCard(board)),
    ...moneyCards(board),
  ];
}

function list(board: Board, name: ListCardName): Promise<Html> {
  return settle(board, name, async () => {
    const answer = await askList(board.context, board.state, { card: name, limit: ROWS_SHOWN });
    return listCardView(board, { name, answer });
  });
}

/** The map needs all countries, the list beside it the first of them, or of regions or cities. */
async function placesCard(board: Board): Promise<Html> {
  const { context, state } = board;
  const isByCountry = listCard("locations").viewOf(state) === "country";
  const countries = askList(context, { ...state, groupBy: undefined }, { card: "locations", limit: COUNTRIES_MAX });
  const [{ data }, answer] = await Promise.all([
    countries,
    isByCountry ? countries : askList(context, state, { card: "locations", limit: ROWS_SHOWN }),
  ]);
  const shown = { ...answer, data: { ...answer.data, rows: answer.data.rows.slice(0, ROWS_SHOWN) } };
  const figure = data.rows.length > 0 ? worldMap(board, data.rows) : html``;
  return listCardView(board, { name: "locations", answer: shown }, { figure });
}

/** Events; of one event also its properties, each a list of its own. */
async function eventsCard(board: Board): Promise<Html> {
  const { context, state, frame, path } = board;
  const [answer, properties] = await Promise.all([
    askList(context, state, { card: "events", limit: ROWS_SHOWN }),
    askProperties(context, state),
  ]);
  const chosen = listCard("events").viewOf(state);
  const tab = (property: string | undefined, label: string): CardTab => ({
    href: `${path}${queryOf(state, { property })}#events`,
    label,
    current: chosen === (property ?? ""),
  });
  const named = chosen === "" || properties.includes(chosen) ? properties : [chosen, ...properties];
  const tabs = [tab(undefined, frame.text.dashboard.allEvents), ...named.map((name) => tab(name, name))];
  return listCardView(board, { name: "events", answer }, { tabs });
}

function nothingYet({ frame, project, path }: Board): Html {
  const words = frame.text.dashboard;
  const way = roleAtLeast(project.role, "admin")
    ? html`<p><a href="${path}/settings/tracking" role="button">${words.noneYetLink}</a></p>`
    : null;
  return html`<section class="card wide empty"><p class="waiting" aria-hidden="true"><span class="pulse"></span></p><h2>${words.noneYet}</h2><p>${words.noneYetLead}</p>${way}</section>`;
}

function connectCard({ frame, path }: Board, mcpUrl: string): Html {
  const words = frame.text.overview;
  return html`<section class="card wide stack ask">
<h2>${words.connectTitle}</h2>
<p>${words.connectLead}</p>
${copyText(mcpUrl)}
<p class="note">${words.connectExample} <a href="${path}/settings/connect">${words.connectLink}</a></p>
</section>`;
}

function notes({ frame, project }: Board, { meta }: Read<Numbers>): Html {
  const { text, format } = frame;
  const through =
    meta.dataThrough === null ? "" : text.overview.dataThrough(format.instant(meta.dataThrough, meta.timezone));
  const zone = meta.timezone === project.timezone ? "" : ` · ${text.dashboard.zone(meta.timezone)}`;
  return html`<p class="note foot">${through}${zone}</p>`;
}
