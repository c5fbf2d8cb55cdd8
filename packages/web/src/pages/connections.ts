import type { ConnectionView, ProjectDetails } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import { connectionList } from "../components/connection-list.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface ConnectionsPage {
  project: ProjectDetails;
  connections: readonly ConnectionView[];
  done: string | null;
}

/** The assistants that read a project. */
export function connectionsPage(frame: Frame, { project, connections, done }: ConnectionsPage): Page {
  const words = frame.text.connections;
  const base = `/projects/${encodeURIComponent(project.id)}/settings`;
  const isAdmin = roleAtLeast(project.role, "admin");
  const list = connectionList(frame, {
    connections,
    zone: project.timezone,
    inProject: project.id,
    revokePath: (grantId) => `${base}/connections/${encodeURIComponent(grantId)}/revoke`,
    removePath: (grantId) => `${base}/connections/${encodeURIComponent(grantId)}/remove`,
    ...(isAdmin && { callsPath: (grantId: string) => `${base}/calls?${new URLSearchParams({ credential: grantId })}` }),
  });
  const none = html`<div class="card empty"><p>${words.none}</p><p><a href="${base}/connect">${words.noneAction}</a></p></div>`;
  const body = html`${projectHead(frame, project, { section: "connections" })}
<div class="stack">
${notice(done)}
<div class="head"><h2>${words.title}</h2>${isAdmin && connections.length > 1 ? endAllForm(frame, base) : null}</div>
<p>${words.lead} ${isAdmin ? null : words.ownOnly}</p>
${connections.length > 0 ? list : none}
<p class="note">${words.trouble} <a href="${base}/diagnosis">${frame.text.diagnosis.title}</a></p>
</div>`;
  return { title: `${words.title} · ${project.name}`, body };
}

function endAllForm({ text, formToken }: Frame, base: string): Html {
  return html`<form method="post" action="${base}/connections/revoke-all">${tokenField(formToken)}
<button type="submit" class="danger small">${text.connections.endAllHere}</button></form>`;
}
