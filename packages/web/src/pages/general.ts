import type { InstanceSettings, ProjectDetails } from "@heliometer/accounts";
import { planAtLeast, roleAtLeast } from "@heliometer/core";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

/** General settings of a project, and whether assistants may read it. */
export function generalPage(
  frame: Frame,
  { project, instance }: { project: ProjectDetails; instance: InstanceSettings },
): Page {
  const { text } = frame;
  const words = text.general;
  const row = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const body = html`${projectHead(frame, project, { section: "general" })}
<div class="stack">
<section class="card"><h2>${words.title}</h2>
<dl class="facts">
${row(words.name, project.name)}
${project.domains.length > 0 ? row(words.domains, project.domains.join(", ")) : null}
${row(words.timezone, project.timezone)}
${row(words.currency, project.currency)}
${row(words.weekStart, text.units.weekdays[project.weekStart - 1] ?? "")}
${row(words.role, text.projects.role[project.role])}
</dl></section>
${assistantsCard(frame, project, instance)}
${roleAtLeast(project.role, "owner") ? deleteCard(frame, project) : null}
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

function assistantsCard(frame: Frame, project: ProjectDetails, instance: InstanceSettings): Html {
  const words = frame.text.general;
  const hurdle = hurdleOf(frame, project, instance);
  return html`<section class="card stack"><h2>${words.assistants}</h2>
<p>${project.mcpEnabled ? words.assistantsOn : words.assistantsOff}</p>
${hurdle ? html`<p class="notice">${hurdle}</p>` : null}
${roleAtLeast(project.role, "admin") ? switchForm(frame, project) : html`<p class="note">${words.switchNeedsAdmin}</p>`}
</section>`;
}

function deleteCard({ text }: Frame, { id }: ProjectDetails): Html {
  const words = text.deleteProject;
  return html`<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>
<p><a href="/projects/${id}/settings/delete" role="button" class="danger">${words.ask}</a></p></section>`;
}

/** What keeps assistants away although the project lets them in. */
function hurdleOf({ text }: Frame, { plan }: ProjectDetails, { mcpEnabled }: InstanceSettings): string | null {
  if (!mcpEnabled) return text.general.instanceOff;
  return planAtLeast(plan, "starter") ? null : text.general.planTooLow;
}

function switchForm({ text, formToken }: Frame, { id, mcpEnabled }: ProjectDetails): Html {
  return html`<form method="post" action="/projects/${id}/settings/assistants">${tokenField(formToken)}
<input type="hidden" name="enabled" value="${mcpEnabled ? "no" : "yes"}">
<button type="submit" class="${mcpEnabled ? "danger" : ""}">${mcpEnabled ? text.general.switchOff : text.general.switchOn}</button>
</form>`;
}
