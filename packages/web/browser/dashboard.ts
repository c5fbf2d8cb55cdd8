// On the dashboard: values of the chart, who is there now, and links that exchange only what changes. Everything is there
// without it too.
import { readChart } from "./chart.ts";
import { addCopyButtons } from "./copy.ts";
import { keepNowFresh } from "./now.ts";
import { followSoftly } from "./soft.ts";

function prepare(content: HTMLElement): void {
  for (const frame of content.querySelectorAll<HTMLElement>(".chart-frame")) readChart(frame);
}

const content = document.getElementById("content");
if (content) prepare(content);
followSoftly((fresh) => {
  prepare(fresh);
  addCopyButtons(fresh);
});
keepNowFresh();
