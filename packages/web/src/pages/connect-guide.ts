import type { ProjectDetails } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import { copyText } from "../components/copy-text.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";
import { snippetsFor } from "./connect-snippets.ts";

const KEY_PLACEHOLDER = "hm_sk_YOUR_KEY";
const LOCAL_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

type Client = Frame["text"]["guide"]["clients"]["claude"];

/** Step by step, for each client, with this installation's own address. */
export function connectGuidePage(frame: Frame, { project, mcpUrl }: { project: ProjectDetails; mcpUrl: string }): Page {
  const words = frame.text.guide;
  const isLocal = LOCAL_HOSTS.includes(new URL(mcpUrl).hostname);
  const body = html`${projectHead(frame, project, { section: "connect" })}
<div class="stack">
<section class="card stack ask"><h2>${words.address}</h2><p>${words.lead}</p>${copyText(mcpUrl)}
${isLocal ? html`<p class="notice">${words.onlyLocal}</p>` : null}</section>
${signInGuide(frame, mcpUrl)}
${keyGuide(frame, project, mcpUrl)}
<section class="card stack"><h2>${words.question.title}</h2>
<ul class="examples">${words.question.examples.map((example) => html`<li>${example}</li>`)}</ul></section>
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

function signInGuide({ text }: Frame, mcpUrl: string): Html {
  const { signIn, clients } = text.guide;
  const hosted = [clients.claude, clients.chatgpt, clients.mistral];
  return html`<section class="card stack"><h2>${signIn.title}</h2><p>${signIn.lead}</p>
<div>${hosted.map((client) => fold(client, copyText(mcpUrl)))}</div></section>`;
}

function keyGuide({ text }: Frame, { id, role }: ProjectDetails, mcpUrl: string): Html {
  const { withKey, clients, or } = text.guide;
  const lines = snippetsFor(mcpUrl, KEY_PLACEHOLDER);
  const signIn = (line: string) => html`<p>${or}</p>${copyText(line)}`;
  const way = roleAtLeast(role, "admin")
    ? html`<p><a href="/projects/${id}/settings/keys">${withKey.createKey}</a></p>`
    : html`<p class="note">${withKey.askAdmin}</p>`;
  return html`<section class="card stack"><h2>${withKey.title}</h2><p>${withKey.lead}</p>${way}
<div>
${fold(clients.claudeCode, html`${copyText(lines.claudeCode)}${signIn(lines.claudeCodeSignIn)}`)}
${fold(clients.cursor, copyText(lines.cursor))}
${fold(clients.codex, html`${copyText(lines.codex)}${signIn(lines.codexSignIn)}`)}
${fold(clients.vscode, copyText(lines.vscode))}
${fold(clients.claudeDesktop, copyText(lines.claudeDesktop))}
${fold(clients.gemini, copyText(lines.gemini))}
${fold(clients.other, copyText(lines.other))}
</div></section>`;
}

/** One client, folded; opening one closes the others. */
function fold({ name, detail, steps, note }: Client, lines: Html): Html {
  const list =
    steps.length > 1
      ? html`<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`
      : steps.map((step) => html`<p>${step}</p>`);
  return html`<details class="fold" name="client"><summary><strong>${name}</strong>${detail ? html` <small>${detail}</small>` : null}</summary>
<div class="stack">${list}${lines}${note ? html`<p class="note">${note}</p>` : null}</div></details>`;
}
