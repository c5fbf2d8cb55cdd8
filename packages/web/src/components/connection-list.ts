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
  /** In a project: somebody else's connection of several projects loses this project only. */
  inProject: boolean;
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
<div class="head"><h2>${connection.clientName}</h2>${revokeForm(frame, list, connection)}</div>
<dl class="facts">
${fact(words.host, hostOf(frame, connection))}
${fact(words.user, connection.userEmail)}
${fact(words.scopes, connection.scopes.map((scope) => text.scopes[scope].name).join(", "))}
${fact(words.projects, connection.projects.map(({ name }) => name).join(", "))}
${fact(words.created, format.instant(createdAt, list.zone))}
${fact(words.lastUsed, lastUsedAt === null ? words.never : format.instant(lastUsedAt, list.zone))}
</dl></li>`;
}

function hostOf({ text }: Frame, { redirectHost }: ConnectionView): Html {
  const isLocal = LOOPBACK_HOST.test(redirectHost) || !redirectHost.includes(".");
  return html`${redirectHost}${isLocal ? html` <small>(${text.connections.localApp})</small>` : null}`;
}

function revokeForm({ text, user, formToken }: Frame, list: ConnectionList, connection: ConnectionView): Html {
  const words = text.connections;
  const { clientName, grantId, userId, projects } = connection;
  const isPart = list.inProject && userId !== user?.userId && projects.length > 1;
  const name = isPart ? words.removeHereNamed(clientName) : words.revokeNamed(clientName);
  return html`<form method="post" action="${list.revokePath(grantId)}">${tokenField(formToken)}
<button type="submit" class="danger small" aria-label="${name}">${isPart ? words.removeHere : words.revoke}</button></form>`;
}
