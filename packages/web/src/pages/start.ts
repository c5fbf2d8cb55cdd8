import type { ProjectDetails } from "@heliometer/accounts";
import { copyText } from "../components/copy-text.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

export interface StartPage {
  project: ProjectDetails;
  /** The line for the site's pages. */
  trackerLine: string;
  hasEvents: boolean;
  hasAssistant: boolean;
  /** The page looks again by itself. */
  refreshes: boolean;
}

/** The way from a new project to its first event and its first assistant. */
export function startPage(frame: Frame, page: StartPage): Page {
  const { project, trackerLine, hasEvents, hasAssistant } = page;
  const words = frame.text.newProject;
  const base = `/projects/${encodeURIComponent(project.id)}`;
  const isDone = hasEvents && hasAssistant;
  const body = html`<p class="trail"><a href="/">${frame.text.frame.projects}</a></p>
<div class="stack"><div class="head"><h1>${words.startTitle}</h1></div>
${isDone ? html`<p class="notice good" role="status">${words.done}</p>` : null}
<ol class="milestones">
${milestone({ done: true, title: words.stepMade(project.name), body: html`` })}
${milestone({
  done: hasEvents,
  title: words.stepTracker,
  body: hasEvents
    ? html`<p role="status">${words.arrived}</p>`
    : html`<p>${words.trackerLead}</p>${copyText(trackerLine)}
<p class="note"><a href="${base}/settings/tracking">${words.otherWays}</a></p><p class="waiting" role="status">${words.waiting}</p>`,
})}
${milestone({
  done: hasAssistant,
  title: words.stepAssistant,
  body: hasAssistant
    ? html`<p role="status">${words.connected}</p>`
    : html`<p>${words.assistantLead}</p>
<p><a href="${base}/settings/connect" role="button" class="${hasEvents ? "" : "plain"}">${words.assistantOpen}</a></p>
${hasEvents ? html`<p class="waiting" role="status">${words.assistantWaiting}</p>` : null}`,
})}
</ol>
<p><a href="${base}" role="button" class="${isDone ? "" : "plain"}">${words.toOverview}</a></p>
${isDone ? null : refreshNote(frame, `${base}/start`, page.refreshes)}
</div>`;
  const title = `${words.startTitle} · ${project.name}`;
  return { title, shape: "reading", body };
}

function milestone({ done, title, body }: { done: boolean; title: string; body: Html }): Html {
  return html`<li class="card stack ${done ? "done" : ""}"><h2><span class="milestone-sign" aria-hidden="true">${done ? "✓" : ""}</span>${title}</h2>${body}</li>`;
}

/** Whoever reads slowly, or with a screen reader, stops the page from moving under them. */
function refreshNote({ text }: Frame, path: string, refreshes: boolean): Html {
  const words = text.newProject;
  if (!refreshes) return html`<p class="note"><a href="${path}">${words.goOn}</a></p>`;
  return html`<p class="note">${words.refreshes} <a href="${`${path}?wait=no`}">${words.stop}</a></p>`;
}
