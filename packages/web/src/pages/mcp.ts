import type { InstanceSettings, ProjectDetails } from "@heliometer/accounts";
import { planAtLeast, type Role, roleAtLeast } from "@heliometer/core";
import { copyText } from "../components/copy-text.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface McpPage {
  project: ProjectDetails;
  instance: InstanceSettings;
  mcpUrl: string;
  /** The person's highest role in any project, by which the instance's cap goes. */
  highestRole: Role;
  isOperator: boolean;
}

/** Whether assistants may read a project; if not, why not and who can change it. */
export function mcpPage(frame: Frame, page: McpPage): Page {
  const { project, mcpUrl, isOperator } = page;
  const words = frame.text.mcp;
  const hurdles = hurdlesOf(frame, page);
  const state =
    hurdles.length === 0
      ? html`<p class="notice good">${words.on}</p>`
      : html`<div class="notice bad"><p><strong>${words.off}</strong></p><ul>${hurdles.map((hurdle) => html`<li>${hurdle}</li>`)}</ul></div>`;
  const body = html`${projectHead(frame, project, { section: "mcp" })}
<div class="stack">
<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>
${state}
${capNotice(frame, page)}
${isOperator && hurdles.length > 0 ? html`<p><a href="/admin">${words.operatorPages}</a></p>` : null}
</section>
<section class="card stack"><h2>${words.switchTitle}</h2>
<p>${project.mcpEnabled ? words.isOn : words.isOff}</p>
${roleAtLeast(project.role, "admin") ? switchForm(frame, project) : html`<p class="note">${words.needsAdmin}</p>`}
</section>
<section class="card stack ask"><h2>${words.address}</h2>${copyText(mcpUrl)}${moreLinks(frame, project)}</section>
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

/** What keeps every assistant away. */
function hurdlesOf({ text: { mcp } }: Frame, { project, instance }: McpPage): string[] {
  return [
    ...(instance.mcpEnabled ? [] : [mcp.instanceOff]),
    ...(project.mcpEnabled ? [] : [mcp.projectOff]),
    ...(planAtLeast(project.plan, "starter") ? [] : [mcp.planTooLow(project.plan)]),
  ];
}

/** The cap keeps people away, not projects. */
function capNotice({ text }: Frame, { instance, highestRole }: McpPage): Html | null {
  const { maximumMcpPrivilege: level } = instance;
  if (level === "unlimited") return null;
  const { mcp, projects } = text;
  const isAbove = !roleAtLeast(level, highestRole);
  return html`<p class="notice">${isAbove ? mcp.aboveCap(projects.role[level], projects.role[highestRole]) : mcp.cap(projects.role[level])}</p>`;
}

function switchForm({ text, formToken }: Frame, { id, mcpEnabled }: ProjectDetails): Html {
  return html`<form method="post" action="/projects/${id}/settings/mcp">${tokenField(formToken)}
<input type="hidden" name="enabled" value="${mcpEnabled ? "no" : "yes"}">
<button type="submit" class="${mcpEnabled ? "danger" : ""}">${mcpEnabled ? text.mcp.switchOff : text.mcp.switchOn}</button>
</form>`;
}

function moreLinks({ text }: Frame, { id, role }: ProjectDetails): Html {
  const { more } = text.mcp;
  const base = `/projects/${encodeURIComponent(id)}/settings`;
  const link = (name: string, label: string) => html`<li><a href="${`${base}/${name}`}">${label}</a></li>`;
  return html`<ul class="plain-list">${link("connect", more.connect)}${link("connections", more.connections)}${link("diagnosis", more.diagnosis)}${roleAtLeast(role, "admin") ? link("calls", more.calls) : null}</ul>`;
}
