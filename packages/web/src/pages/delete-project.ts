import type { ProjectDetails } from "@heliometer/accounts";
import { badNotice } from "../components/bad-notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

/** Asks for the name of a project before it is deleted. */
export function deleteProjectPage(
  frame: Frame,
  { project, refused }: { project: ProjectDetails; refused: string | null },
): Page {
  const words = frame.text.deleteProject;
  const settings = `/projects/${encodeURIComponent(project.id)}/settings`;
  const body = html`${projectHead(frame, project, { section: "general" })}
<section class="card stack"><h2>${words.title}</h2>
<p>${words.lead}</p>
${badNotice(refused)}
<form method="post" action="${settings}/delete" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.confirm(project.name)}
<input type="text" name="confirmation" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="80" autofocus></label>
<div class="actions"><button type="submit" class="danger">${words.submit}</button>
<a href="${settings}" role="button" class="plain">${words.cancel}</a></div>
</form></section>`;
  return { title: words.title, shape: "reading", body };
}
