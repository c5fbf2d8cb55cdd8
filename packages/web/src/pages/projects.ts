import type { ProjectDetails } from "@heliometer/accounts";
import { notice } from "../components/notice.ts";
import { projectCard, type Week } from "../components/project-card.ts";
import type { Frame } from "../frame.ts";
import { html } from "../html.ts";
import type { Page } from "../layout.ts";

export interface ListedProject {
  project: ProjectDetails;
  /** Null where it could not be read. */
  week: Promise<Week | null>;
}

/** The projects of a person, and what just happened to one of them. */
export function projectsPage(
  frame: Frame,
  { projects, mayAdd, done }: { projects: readonly ListedProject[]; mayAdd: boolean; done: string | null },
): Page {
  const { text } = frame;
  const words = text.projects;
  const head = html`<div class="head"><h1>${words.title}</h1>${mayAdd ? html`<a href="/projects/new" role="button" class="plain">${text.newProject.open}</a>` : null}</div>
${notice(done)}`;
  if (projects.length === 0)
    return { title: words.title, body: html`${head}<p class="card empty">${mayAdd ? words.noneYet : words.none}</p>` };
  return {
    title: words.title,
    body: html`${head}<ul class="projects">`,
    late: {
      parts: projects.map(async ({ project, week }) => projectCard(frame, project, await week)),
      end: html`</ul>`,
    },
  };
}
