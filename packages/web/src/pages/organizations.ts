import type { OrganizationView } from "@heliometer/accounts";
import { PLANS } from "@heliometer/core";
import { badNotice } from "../components/bad-notice.ts";
import { notice } from "../components/notice.ts";
import { operationHead } from "../components/operation-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface OrganizationsPage {
  organizations: readonly OrganizationView[];
  done: string | null;
  refused: { message: string; name: string } | null;
}

const PATH = "/admin/organizations";

/** Every organization with its plan. */
export function organizationsPage(frame: Frame, { organizations, done, refused }: OrganizationsPage): Page {
  const { text, formToken } = frame;
  const words = text.operation.organizations;
  const head = [words.name, words.projects, words.created, words.plan].map(
    (label) => html`<th scope="col">${label}</th>`,
  );
  const body = html`${operationHead(frame, "organizations")}
<div class="stack">
${notice(done)}
<section class="card stack"><h2>${text.operation.tabs.organizations}</h2><p>${words.lead}</p>
<table class="records"><thead><tr>${head}</tr></thead><tbody>${organizations.map((each) => row(frame, each))}</tbody></table></section>
<section class="card stack"><h2>${words.add}</h2>
${badNotice(refused?.message)}
<form method="post" action="${PATH}" class="stack narrow">${tokenField(formToken)}
<label>${words.name}
<input type="text" name="name" value="${refused?.name ?? ""}" required maxlength="80" autocomplete="off"></label>
<button type="submit">${words.addSubmit}</button></form></section>
</div>`;
  return { title: `${text.operation.tabs.organizations} · ${text.operation.title}`, body };
}

function row({ text, format, formToken }: Frame, { id, name, plan, projects, createdAt }: OrganizationView): Html {
  const words = text.operation.organizations;
  const options = PLANS.map(
    (each) => html`<option value="${each}" ${each === plan ? html`selected` : null}>${each}</option>`,
  );
  return html`<tr><th scope="row">${name}</th>
<td data-label="${words.projects}">${format.number(projects)}</td>
<td data-label="${words.created}" class="when">${format.day(createdAt)}</td>
<td data-label="${words.plan}"><form method="post" action="${PATH}/${id}/plan" class="inline">${tokenField(formToken)}
<select name="plan" aria-label="${words.changeNamed(name)}">${options}</select>
<button type="submit" class="plain small">${words.change}</button></form></td></tr>`;
}
