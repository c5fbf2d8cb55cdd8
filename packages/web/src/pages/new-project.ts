import { badNotice } from "../components/bad-notice.ts";
import { regionFields } from "../components/region-fields.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

/** What stands in the form, as it was typed. */
export interface ProjectFields {
  name: string;
  domain: string;
  timezone: string;
  currency: string;
  organizationId: string;
}

export interface NewProjectPage {
  organizations: readonly { id: string; name: string }[];
  /** Operators may add an organization with the project. */
  mayAddOrganization: boolean;
  typed: ProjectFields;
  refused: string | null;
}

/** The form for a new project. */
export function newProjectPage(frame: Frame, page: NewProjectPage): Page {
  const { text, formToken } = frame;
  const words = text.newProject;
  const { typed, refused } = page;
  const body = html`<p class="trail"><a href="/">${text.frame.projects}</a></p>
<div class="stack"><div class="head"><h1>${words.title}</h1></div>
<section class="card stack"><p>${words.lead}</p>
${badNotice(refused)}
<form method="post" action="/projects/new" class="stack narrow">${tokenField(formToken)}
<label>${words.name}
<input type="text" name="name" value="${typed.name}" required maxlength="80" autocomplete="off" aria-describedby="name-hint" autofocus></label>
<p class="note hint" id="name-hint">${words.nameHint}</p>
<label>${words.domain}
<input type="text" name="domain" value="${typed.domain}" maxlength="253" inputmode="url" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="domain-hint"></label>
<p class="note hint" id="domain-hint">${words.domainHint}</p>
${regionFields(frame, { ...typed, isGuess: refused === null })}
${organizationField(frame, page)}
<button type="submit">${words.submit}</button>
</form></section></div>`;
  return { title: words.title, shape: "reading", body };
}

/** Nobody is asked where there is nothing to choose. */
function organizationField({ text }: Frame, { organizations, mayAddOrganization, typed }: NewProjectPage): Html {
  const words = text.newProject;
  const [only] = organizations;
  if (organizations.length === 1 && only && !mayAddOrganization) {
    return html`<input type="hidden" name="organizationId" value="${only.id}">`;
  }
  if (organizations.length === 0) return html``;
  const chosen = typed.organizationId || (only?.id ?? "");
  const options = organizations.map(
    ({ id, name }) => html`<option value="${id}" ${id === chosen ? html`selected` : null}>${name}</option>`,
  );
  return html`<label>${words.organization}
<select name="organizationId">${options}${mayAddOrganization ? html`<option value="">${words.ownOrganization}</option>` : null}</select></label>`;
}
