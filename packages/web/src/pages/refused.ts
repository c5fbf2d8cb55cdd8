import type { ProjectDetails, RefusedList, RefusedTotal, RefusedView } from "@heliometer/accounts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface RefusedPage extends RefusedList {
  project: ProjectDetails;
  /** Only those of one reason are shown. */
  reason: string | null;
  /** What came of sending again just now. */
  done: string | null;
}

/** What was sent to a project and left out: how much by reason, and what is kept of it. */
export function refusedPage(frame: Frame, { project, reason, done, totals, events, hasMore }: RefusedPage): Page {
  const words = frame.text.refused;
  const base = `/projects/${encodeURIComponent(project.id)}/settings/refused`;
  const last = events.at(-1);
  const next = new URLSearchParams({ ...(reason && { reason }), at: String(last?.at), id: last?.id ?? "" });
  const body = html`${projectHead(frame, project, { section: "refused" })}
<div class="stack">
${notice(done)}
<p>${words.lead}</p>
${totals.length > 0 ? totalsTable(frame, base, totals) : html`<div class="card empty"><p>${words.none}</p></div>`}
${
  events.length > 0
    ? html`<h2>${reason === null ? words.events : words.eventsOf(reasonIn(frame, reason))}</h2>
${reason === null ? null : html`<p><a href="${base}">${words.all}</a></p>`}
<form method="post" action="${base}" class="actions">${tokenField(frame.formToken)}
${reason === null ? null : html`<input type="hidden" name="reason" value="${reason}">`}
<button type="submit">${words.resendAll}</button></form>
${eventsTable(frame, { project, base, events })}
${hasMore ? html`<p><a href="${`${base}?${next}`}">${words.older}</a></p>` : null}`
    : null
}
</div>`;
  return { title: `${words.title} · ${project.name}`, body };
}

function totalsTable(frame: Frame, base: string, totals: readonly RefusedTotal[]): Html {
  const { format, text } = frame;
  const { columns } = text.refused;
  const rows = totals.map(
    ({ reason, events, kept }) => html`<tr>
<th scope="row">${kept > 0 ? html`<a href="${`${base}?${new URLSearchParams({ reason })}`}">${reasonIn(frame, reason)}</a>` : reasonIn(frame, reason)}</th>
<td data-label="${columns.events}">${format.number(events)}</td>
<td data-label="${columns.kept}">${format.number(kept)}</td>
</tr>`,
  );
  return html`<table class="records">
<thead><tr><th scope="col">${columns.reason}</th><th scope="col">${columns.events}</th><th scope="col">${columns.kept}</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function eventsTable(
  frame: Frame,
  { project, base, events }: { project: ProjectDetails; base: string; events: readonly RefusedView[] },
): Html {
  const { columns } = frame.text.refused;
  const labels = [columns.time, columns.kind, columns.problem, columns.action];
  const rows = events.map(
    (event) => html`<tr>
<td data-label="${columns.time}" class="when">${frame.format.instant(event.at, project.timezone)}</td>
<td data-label="${columns.kind}"><code>${event.kind}</code></td>
<td data-label="${columns.problem}">${event.detail}
${
  event.body === ""
    ? null
    : html`<details class="fold"><summary>${frame.text.refused.show}</summary><pre class="copy"><code>${event.body}</code></pre></details>`
}</td>
<td data-label="${columns.action}">${resendForm(frame, base, event)}</td>
</tr>`,
  );
  return html`<table class="records">
<thead><tr>${labels.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function resendForm({ text, formToken }: Frame, base: string, { id, isWhole }: RefusedView): Html {
  if (!isWhole) return html`${text.refused.incomplete}`;
  return html`<form method="post" action="${base}">${tokenField(formToken)}
<input type="hidden" name="id" value="${id}">
<button type="submit" class="small">${text.refused.resend}</button></form>`;
}

/** A reason in words; one that the words do not know is shown as it is. */
function reasonIn({ text }: Frame, reason: string): string {
  return text.refused.reasons[reason] ?? reason;
}
