import type { ConnectionView } from "@heliometer/accounts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { tokenField } from "../layout.ts";

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

export interface ConnectionList {
  connections: readonly ConnectionView[];
  /** Path of the form that ends one. */
  revokePath: (grantId: string) => string;
  zone: string;
  /** Path of the form that takes one project out of a connection. */
  removePath: (grantId: string, projectId: string) => string;
  /** The project whose page this is; null on the page of the person. */
  inProject: string | null;
  /** Address of the calls of one, for those who may see them. */
  callsPath?: (grantId: string) => string;
  /** On the page of the person: all projects that they may let a connection read, and the path of that form. */
  choice?: { projects: readonly { id: string; name: string }[]; path: (grantId: string) => string };
}

/** What is connected: who it is, who let it in, what it may read, and the button that ends it. */
export function connectionList(frame: Frame, list: ConnectionList): Html {
  return html`<ul class="connections">${list.connections.map((each) => item(frame, list, each))}</ul>`;
}

function item(frame: Frame, list: ConnectionList, connection: ConnectionView): Html {
  const { text, format } = frame;
  const words = text.connections;
  const { lastUsedAt, createdAt } = connection;
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<li class="card">
<div class="head"><h2>${connection.clientName}</h2><div class="actions">${endForms(frame, list, connection)}</div></div>
<dl class="facts">
${fact(words.host, hostOf(frame, connection))}
${fact(words.user, connection.userEmail)}
${fact(words.scopes, connection.scopes.map((scope) => text.scopes[scope].name).join(", "))}
${fact(words.projects, projectsOf(frame, list, connection))}
${fact(words.created, format.instant(createdAt, list.zone))}
${fact(words.lastUsed, lastUsedAt === null ? words.never : format.instant(lastUsedAt, list.zone))}
${fact(words.recentCalls, callsOf(frame, list, connection))}
</dl>${projectChoice(frame, list, connection)}</li>`;
}

function callsOf({ text, format }: Frame, { callsPath }: ConnectionList, connection: ConnectionView): Html {
  const { grantId, recentCalls } = connection;
  const link = callsPath ? html` <a href="${callsPath(grantId)}">${text.connections.callLog}</a>` : null;
  return html`${format.number(recentCalls)}${link}`;
}

/** Which projects a connection reads, to be chosen anew. */
function projectChoice(
  { text, formToken }: Frame,
  { choice }: ConnectionList,
  connection: ConnectionView,
): Html | null {
  if (!choice || choice.projects.length < 2) return null;
  const words = text.connections;
  const { grantId, clientName, projects } = connection;
  const chosen = new Set(projects.map(({ id }) => id));
  const boxes = choice.projects.map(
    ({ id, name }) =>
      html`<label class="choice"><input type="checkbox" name="project" value="${id}" ${chosen.has(id) ? html`checked` : null}><strong>${name}</strong></label>`,
  );
  return html`<details class="behind"><summary>${words.changeProjects}</summary>
<form method="post" action="${choice.path(grantId)}" class="stack narrow">${tokenField(formToken)}
<fieldset><legend>${words.changeProjectsNamed(clientName)}</legend>${boxes}</fieldset>
<button type="submit">${words.saveProjects}</button></form></details>`;
}

function hostOf({ text }: Frame, { redirectHost }: ConnectionView): Html {
  const isLocal = LOOPBACK_HOST.test(redirectHost) || !redirectHost.includes(".");
  return html`${redirectHost}${isLocal ? html` <small>(${text.connections.localApp})</small>` : null}`;
}

/** On the page of the person each of several projects can be taken out; on a project's page that is a button above. */
function projectsOf(
  frame: Frame,
  list: ConnectionList,
  { grantId, clientName, projects }: ConnectionView,
): Html | string {
  if (list.inProject !== null || projects.length < 2) return projects.map(({ name }) => name).join(", ");
  const words = frame.text.connections;
  return html`<ul class="parts">${projects.map(
    ({ id, name }) =>
      html`<li>${name} ${postButton(frame, list.removePath(grantId, id), { kind: "link", label: words.removeProject, name: words.removeProjectNamed(name, clientName) })}</li>`,
  )}</ul>`;
}

function endForms(frame: Frame, list: ConnectionList, connection: ConnectionView): Html[] {
  const words = frame.text.connections;
  const { clientName, grantId, userId, projects } = connection;
  const isPart = list.inProject !== null && projects.length > 1;
  const remove = { kind: "danger small", label: words.removeHere, name: words.removeHereNamed(clientName) };
  const revoke = { kind: "danger small", label: words.revoke, name: words.revokeNamed(clientName) };
  const revokeForm = postButton(frame, list.revokePath(grantId), revoke);
  if (!isPart || list.inProject === null) return [revokeForm];
  const removeForm = postButton(frame, list.removePath(grantId, list.inProject), remove);
  // Somebody else's connection of several projects can lose this project alone.
  return userId === frame.user?.userId ? [removeForm, revokeForm] : [removeForm];
}

function postButton(
  { formToken }: Frame,
  action: string,
  { kind, label, name }: Record<"kind" | "label" | "name", string>,
) {
  return html`<form method="post" action="${action}">${tokenField(formToken)}
<button type="submit" class="${kind}" aria-label="${name}">${label}</button></form>`;
}
