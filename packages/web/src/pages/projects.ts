import type { ProjectDetails } from "@heliometer/accounts";
import { notice } from "../components/notice.ts";
import type { Frame } from "../frame.ts";
import { html } from "../html.ts";
import type { Page } from "../layout.ts";

/** The projects of a person, and what just happened to one of them. */
export function projectsPage(
  { text }: Frame,
  { projects, mayAdd, done }: { projects: readonly ProjectDetails[]; mayAdd: boolean; done: string | null },
): Page {
  const words = text.projects;
  const list = projects.map(
    ({ id, name, domains, role }) => html`<li class="card project">
<h2><a href="/projects/${id}">${name}</a></h2>
<p class="note">${domains.join(", ")}</p>
<p><span class="tag">${words.role[role]}</span></p>
</li>`,
  );
  const body = html`<div class="head"><h1>${words.title}</h1>${mayAdd ? html`<a href="/projects/new" role="button" class="plain">${text.newProject.open}</a>` : null}</div>
${notice(done)}
${projects.length > 0 ? html`<ul class="projects">${list}</ul>` : html`<p class="card empty">${words.none}</p>`}`;
  return { title: words.title, body };
}
