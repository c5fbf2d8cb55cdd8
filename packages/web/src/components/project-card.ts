import type { ProjectDetails } from "@heliometer/accounts";
import type { Numbers, Read, Trend } from "../dashboard/answers.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { projectPath } from "../report-context.ts";
import { changeInWords } from "./figure.ts";

const WIDTH = 240;
const HEIGHT = 40;

/** How a project's week went. */
export interface Week {
  numbers: Read<Numbers>;
  trend: Read<Trend>;
}

/** A project: its name and role, and how the week went; without it where there is nothing or nothing could be read. */
export function projectCard(frame: Frame, project: ProjectDetails, week: Week | null): Html {
  const words = frame.text.projects;
  const { name, domains, role } = project;
  return html`<li class="card project">
<div class="project-head"><h2><a href="${projectPath(project)}">${name}</a></h2><span class="tag">${words.role[role]}</span></div>
<p class="note">${domains.length > 0 ? domains.join(", ") : words.noDomain}</p>
${week === null ? null : weekView(frame, week)}
</li>`;
}

function weekView(frame: Frame, { numbers, trend }: Week): Html {
  const { text, format } = frame;
  const { data, meta } = numbers;
  if (meta.dataThrough === null) return html`<p class="note">${text.projects.noVisits}</p>`;
  const change = changeInWords(frame, data.change?.uniqueVisitors ?? null, false);
  return html`${sparkline(trend.data.rows.map(({ uniqueVisitors }) => uniqueVisitors ?? 0))}
<p class="week"><strong>${format.number(data.uniqueVisitors)}</strong> <span>${text.projects.visitors}</span> <span class="change">${change}</span></p>`;
}

/** The course of the week for the eye alone; the number below says how it went. */
function sparkline(values: readonly number[]): Html {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><polygon points="0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}"></polygon><polyline points="${points.join(" ")}"></polyline></svg>`;
}
