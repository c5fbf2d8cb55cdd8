import { drawChart } from "../chart/draw.ts";
import type { Frame } from "../frame.ts";
import { type Html, html, trustedHtml } from "../html.ts";
import type { OverviewAnswers } from "../overview-answers.ts";

const WIDE = { width: 1080, height: 250, className: "chart chart-wide" };
const MIDDLE = { width: 600, height: 240, className: "chart chart-middle" };
const NARROW = { width: 280, height: 190, className: "chart chart-narrow" };

/** The chart of visitors and page views, and the same numbers as a table for everyone who reads them instead. */
export async function trendFigure({ text, format }: Frame, answers: OverviewAnswers): Promise<Html> {
  const words = text.overview;
  const { meta, trend, summary } = answers;
  const labels = trend.rows.map(({ date }) => format.bucket(date, meta.timezone, trend.interval));
  const drawing = {
    labels,
    main: trend.rows.map(({ uniqueVisitors }) => uniqueVisitors),
    second: trend.rows.map(({ pageViews }) => pageViews),
    unfinished: trend.rows.at(-1)?.partial ?? false,
    hints: [] as string[],
    formatAxis: format.compact,
  };
  const hints = trend.rows.map(
    ({ uniqueVisitors, pageViews }, index) =>
      `${labels[index] ?? ""}: ${words.uniqueVisitors} ${format.number(uniqueVisitors)}, ${words.pageViews} ${format.number(pageViews)}`,
  );
  // A phone has no pointer that could rest on a bucket.
  const drawings = [
    ...(await drawChart({ ...drawing, hints }, [WIDE, MIDDLE])),
    ...(await drawChart(drawing, [NARROW])),
  ];
  return html`<section class="card">
<header class="legend"><h2>${words.chartTitle}</h2>
<p aria-hidden="true"><span class="key key-main">${words.uniqueVisitors}</span> <span class="key key-second">${words.pageViews}</span></p></header>
<div role="img" aria-label="${summary}">${drawings.map(trustedHtml)}</div>
<details class="behind"><summary>${words.table}</summary>${table({ text, format }, answers, labels)}</details>
</section>`;
}

function table({ text, format }: Pick<Frame, "text" | "format">, { trend }: OverviewAnswers, labels: string[]): Html {
  const words = text.overview;
  const rows = trend.rows.map(
    ({ uniqueVisitors, pageViews, partial }, index) => html`<tr>
<th scope="row">${labels[index]}${partial ? html` <small>(${words.partial})</small>` : null}</th>
<td>${format.number(uniqueVisitors)}</td><td>${format.number(pageViews)}</td>
</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${words.chartTitle}"><table class="numbers">
<thead><tr><th scope="col">${words.date}</th><th scope="col">${words.uniqueVisitors}</th><th scope="col">${words.pageViews}</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}
