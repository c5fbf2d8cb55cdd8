import type { ProjectDetails } from "@heliometer/accounts";
import { barList } from "../components/bar-list.ts";
import { copyText } from "../components/copy-text.ts";
import { figure } from "../components/figure.ts";
import { type PeriodMenu, periodMenu } from "../components/period-menu.ts";
import { projectHead } from "../components/project-head.ts";
import { trendFigure } from "../components/trend-figure.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";
import { FIGURE_NAMES, type OverviewAnswers } from "../overview-answers.ts";

export interface Overview {
  project: ProjectDetails;
  answers: OverviewAnswers;
  menu: PeriodMenu;
  mcpUrl: string;
}

export async function overviewPage(frame: Frame, { project, answers, menu, mcpUrl }: Overview): Promise<Page> {
  const { text, format } = frame;
  const words = text.overview;
  const { meta, numbers } = answers;
  const isEmpty = meta.dataThrough === null;
  const figures = FIGURE_NAMES.map((name) =>
    figure(frame, { name, value: numbers[name], change: numbers.change?.[name] ?? null }),
  );
  const compared = meta.comparison
    ? html`<p class="note">${words.comparedWith(format.range(meta.comparison.start, meta.comparison.end, meta.timezone))}</p>`
    : null;
  const body = html`${projectHead(frame, project, { section: "overview", aside: tools(frame, answers, menu) })}
<div class="stack">
${filterNotice(frame, answers, menu)}
${isEmpty ? html`<p class="notice">${words.noData}</p>` : null}
<section class="card" aria-label="${words.numbers}"><dl class="figures">${figures}</dl>${compared}</section>
${isEmpty ? null : html`${await trendFigure(frame, answers)}<div class="columns">${rankings(frame, answers)}</div>`}
${connectCard(frame, project, mcpUrl)}
${meta.dataThrough === null ? null : html`<p class="note">${words.dataThrough(format.instant(meta.dataThrough, meta.timezone))}</p>`}
</div>`;
  return { title: `${project.name} · ${menu.label}`, body };
}

/** The overview of a question that cannot be answered: what is wrong, and the menu to ask another. */
export function refusedOverviewPage(frame: Frame, refused: Omit<Overview, "answers"> & { message: string }): Page {
  const { project, menu, message } = refused;
  const body = html`${projectHead(frame, project, { section: "overview", aside: periodMenu(frame, menu) })}
<div class="notice bad" role="alert"><p><strong>${frame.text.overview.badQuestion}</strong></p><p>${message}</p></div>`;
  return { title: project.name, body };
}

function tools(frame: Frame, { activeVisitors }: OverviewAnswers, menu: PeriodMenu): Html {
  const { text, format } = frame;
  return html`<div class="actions">
<p class="live"><span class="pulse" aria-hidden="true"></span><strong>${format.number(activeVisitors)}</strong> ${text.overview.activeNow(activeVisitors)}</p>
${periodMenu(frame, menu)}
</div>`;
}

function filterNotice({ text }: Frame, { meta }: OverviewAnswers, { action }: PeriodMenu): Html | null {
  if (meta.filters.length === 0) return null;
  const list = meta.filters.map(
    ({ dimension, operator, values, property }) =>
      html`<span class="tag">${property ?? dimension} ${text.operators[operator] ?? operator} ${values.join(", ")}</span> `,
  );
  return html`<p class="notice">${text.overview.filtered} ${list}<a href="${action}">${text.overview.unfiltered}</a></p>`;
}

function rankings({ text, format }: Frame, { pages, sources, countries }: OverviewAnswers): Html[] {
  const words = text.overview;
  const common = { empty: words.nothing, formatValue: format.number };
  return [
    barList({
      ...common,
      title: words.pages,
      columns: { label: words.page, value: words.views },
      rows: pages.map(({ path, title, pageViews }) => ({ label: path, detail: title, value: pageViews })),
    }),
    barList({
      ...common,
      title: words.sources,
      columns: { label: words.source, value: words.visitors },
      rows: sources.map(({ name, uniqueVisitors }) => ({ label: name, value: uniqueVisitors })),
    }),
    barList({
      ...common,
      title: words.countries,
      columns: { label: words.country, value: words.visitors },
      rows: countries.map(({ country, visitors }) => ({ label: country, value: visitors })),
    }),
  ];
}

function connectCard({ text }: Frame, { id }: ProjectDetails, mcpUrl: string): Html {
  const words = text.overview;
  return html`<section class="card stack ask">
<h2>${words.connectTitle}</h2>
<p>${words.connectLead}</p>
${copyText(mcpUrl)}
<p class="note">${words.connectExample}</p>
<p><a href="/projects/${id}/settings/connect">${words.connectLink}</a></p>
</section>`;
}
