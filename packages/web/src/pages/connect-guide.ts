import type { ProjectDetails } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import { badNotice } from "../components/bad-notice.ts";
import { copyText } from "../components/copy-text.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { TestResult } from "../connection-test/finding.ts";
import { isLocalAddress } from "../connection-test/run.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import { keyLines, signInLines } from "./connect-snippets.ts";
import { connectionTestCard } from "./connection-test.ts";

const KEY_PLACEHOLDER = "hm_sk_YOUR_KEY";
const TOKEN_PLACEHOLDER = "hm_pat_YOUR_TOKEN";

export type ClientName = keyof Frame["text"]["guide"]["clients"];

export interface ConnectGuide {
  project: ProjectDetails;
  mcpUrl: string;
  client: ClientName;
  /** Questions to ask first. */
  questions: readonly string[];
  /** A key that was made just now: this page is the only place where it ever stands. */
  key?: string;
  test?: readonly TestResult[];
  refused?: string;
}

/** The client that a page shows when none is named: one that can reach the address. */
export function usualClient(mcpUrl: string): ClientName {
  return isLocalAddress(mcpUrl) ? "claudeCode" : "claude";
}

/** Step by step, for one client at a time, with this installation's own address and a key made in place. */
export function connectGuidePage(frame: Frame, guide: ConnectGuide): Page {
  const { project, mcpUrl, questions } = guide;
  const words = frame.text.guide;
  const body = html`${projectHead(frame, project, { section: "connect" })}
<div class="stack">
<section class="card stack ask"><h2>${words.address}</h2><p>${words.lead}</p>${copyText(mcpUrl)}
${isLocalAddress(mcpUrl) ? html`<p class="notice">${words.onlyLocal}</p>` : null}</section>
${clientTabs(frame, guide)}
${clientCard(frame, guide)}
${connectionTestCard(frame, guide)}
<section class="card stack"><h2>${words.question.title}</h2>
<ol class="examples">${questions.map((question) => html`<li>${question}</li>`)}</ol></section>
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

function guidePath({ id }: ProjectDetails): string {
  return `/projects/${encodeURIComponent(id)}/settings/connect`;
}

/** Tabs that are links: each client has an address of its own, which can be sent to a colleague. */
function clientTabs({ text }: Frame, { project, client }: ConnectGuide): Html {
  const { clients, choose } = text.guide;
  const links = Object.entries(clients).map(
    ([name, { name: shown }]) =>
      html`<a href="${`${guidePath(project)}?client=${name}#client`}" ${name === client ? html`aria-current="true"` : null}>${shown}</a>`,
  );
  return html`<nav class="pills clients" id="client" aria-label="${choose}">${links}</nav>`;
}

function clientCard(frame: Frame, guide: ConnectGuide): Html {
  const { signIn, clients } = frame.text.guide;
  const { client, mcpUrl } = guide;
  const words = clients[client];
  return html`<section class="card stack"><div><h2>${words.name}</h2>${words.detail ? html`<p class="note">${words.detail}</p>` : null}</div>
<h3>${signIn.title}</h3><p class="note">${signIn.lead}</p>
${steps(words.signIn, words.afterSignIn, copyText(signInLines(mcpUrl)[client]))}
<h3>${frame.text.guide.withKey.title}</h3>
${keyPart(frame, guide)}
${words.note ? html`<p class="note">${words.note}</p>` : null}
</section>`;
}

function keyPart(frame: Frame, { client, mcpUrl, key, project, refused }: ConnectGuide): Html {
  const { withKey, clients } = frame.text.guide;
  const isAdmin = roleAtLeast(project.role, "admin");
  const line = keyLines(mcpUrl, key ?? (isAdmin ? KEY_PLACEHOLDER : TOKEN_PLACEHOLDER))[client];
  if (line === null) return html`<p>${withKey.none}</p>`;
  // VS Code asks for the key itself, so it stands above the lines that do not hold it.
  const apart = key !== undefined && !line.includes(key) ? copyText(key) : null;
  return html`${badNotice(refused)}${notice(key === undefined ? null : withKey.made)}
${key === undefined ? makeForm(frame, project, client) : null}
${apart}${steps(clients[client].withKey, [], copyText(line))}`;
}

/** What the person may make: a key of the project, or a token of their own. */
function makeForm({ text, formToken }: Frame, project: ProjectDetails, client: ClientName): Html {
  const { withKey } = text.guide;
  const isAdmin = roleAtLeast(project.role, "admin");
  return html`<p class="note">${isAdmin ? withKey.standsFor : withKey.standsForToken}</p>
<form method="post" action="${guidePath(project)}/key">${tokenField(formToken)}
<input type="hidden" name="client" value="${client}">
<button type="submit" class="plain">${isAdmin ? withKey.make : withKey.makeToken}</button></form>`;
}

/** Numbered where there are several; the line to paste stands after the step that speaks of it. */
function steps(before: readonly string[], after: readonly string[], line: Html): Html {
  if (before.length + after.length < 2) return html`${before.map((step) => html`<p>${step}</p>`)}${line}`;
  const items = before.map((step, index) => html`<li>${step}${index === before.length - 1 ? line : null}</li>`);
  return html`<ol class="steps">${items}${after.map((step) => html`<li>${step}</li>`)}</ol>`;
}
