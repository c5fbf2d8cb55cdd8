import type { ProjectDetails } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import { badNotice } from "../components/bad-notice.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import { regionFields } from "../components/region-fields.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

/** What stands in the form, as it was typed. */
export interface GeneralFields {
  name: string;
  /** One a line. */
  domains: string;
  timezone: string;
  currency: string;
  weekStart: number;
}

export interface GeneralPage {
  project: ProjectDetails;
  typed: GeneralFields;
  done: string | null;
  refused: string | null;
}

/** General settings of a project: a form for admins, facts for editors. */
export function generalPage(frame: Frame, page: GeneralPage): Page {
  const { project, done } = page;
  const words = frame.text.general;
  const body = html`${projectHead(frame, project, { section: "general" })}
<div class="stack">
${notice(done)}
<section class="card stack"><h2>${words.title}</h2>
${roleAtLeast(project.role, "admin") ? form(frame, page) : facts(frame, project)}
</section>
${roleAtLeast(project.role, "owner") ? deleteCard(frame, project) : null}
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

function form(frame: Frame, { project, typed, refused }: GeneralPage): Html {
  const { text, formToken } = frame;
  const words = text.general;
  const days = text.units.weekdays.map((day, index) => {
    const value = index + 1;
    return html`<option value="${value}" ${value === typed.weekStart ? html`selected` : null}>${day}</option>`;
  });
  return html`${badNotice(refused)}
<form method="post" action="/projects/${project.id}/settings" class="stack narrow">${tokenField(formToken)}
<label>${words.name}
<input type="text" name="name" value="${typed.name}" required maxlength="80" autocomplete="off"></label>
<label>${words.domains}
<textarea name="domains" rows="3" autocapitalize="none" spellcheck="false" aria-describedby="domains-hint">${typed.domains}</textarea></label>
<p class="note hint" id="domains-hint">${words.domainsHint}</p>
${regionFields(frame, typed)}
<p class="note hint">${words.regionHint}</p>
<label>${words.weekStart}
<select name="weekStart">${days}</select></label>
<button type="submit">${words.save}</button></form>`;
}

function facts({ text }: Frame, project: ProjectDetails): Html {
  const words = text.general;
  const row = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">
${row(words.name, project.name)}
${project.domains.length > 0 ? row(words.domains, project.domains.join(", ")) : null}
${row(words.timezone, project.timezone)}
${row(words.currency, project.currency)}
${row(words.weekStart, text.units.weekdays[project.weekStart - 1] ?? "")}
${row(words.role, text.projects.role[project.role])}
</dl><p class="note">${words.needsAdmin}</p>`;
}

function deleteCard({ text }: Frame, { id }: ProjectDetails): Html {
  const words = text.deleteProject;
  return html`<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>
<p><a href="/projects/${id}/settings/delete" role="button" class="danger">${words.ask}</a></p></section>`;
}
