import type { CallView, ProjectDetails } from "@heliometer/accounts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

export interface CallsPage {
  project: ProjectDetails;
  calls: readonly CallView[];
  hasMore: boolean;
  /** The one key or connection whose calls these are; null for all. */
  credentialId: string | null;
}

/** What assistants asked about a project, and how it ended. */
export function callsPage(frame: Frame, { project, calls, hasMore, credentialId }: CallsPage): Page {
  const words = frame.text.calls;
  const base = `/projects/${encodeURIComponent(project.id)}/settings`;
  const last = calls.at(-1);
  const older =
    hasMore && last
      ? html`<p><a href="${`${base}/calls?${new URLSearchParams({ at: String(last.at), id: last.id, ...(credentialId && { credential: credentialId }) })}`}">${words.older}</a></p>`
      : null;
  const none = html`<div class="card empty"><p>${words.none}</p><p><a href="${base}/connect">${words.noneAction}</a></p></div>`;
  const body = html`${projectHead(frame, project, { section: "calls" })}
<div class="stack">
<p>${words.lead}</p>
${credentialId === null ? null : html`<p class="notice">${words.ofOne} <a href="${base}/calls">${words.all}</a></p>`}
${
  calls.length > 0
    ? html`<p><a href="${base}/calls.csv" role="button" class="small">${words.export}</a></p>
${table(frame, project, calls)}
${older}`
    : none
}
</div>`;
  return { title: `${words.title} · ${project.name}`, body };
}

function table({ text, format }: Frame, { timezone }: ProjectDetails, calls: readonly CallView[]): Html {
  const words = text.calls;
  const { columns } = words;
  const head = Object.values(columns).map((label) => html`<th scope="col">${label}</th>`);
  const rows = calls.map(
    (call) => html`<tr>
<td data-label="${columns.time}" class="when">${format.instant(call.at, timezone)}</td>
<td data-label="${columns.who}">${whoIn(text, call)}</td>
<td data-label="${columns.client}">${call.client}</td>
<td data-label="${columns.tool}">${codeOr(call.tool)}</td>
<td data-label="${columns.arguments}">${codeOr(call.argumentsDigest)}</td>
<td data-label="${columns.rows}">${call.rowCount === null ? "–" : format.number(call.rowCount)}</td>
<td data-label="${columns.duration}">${words.milliseconds(format.number(call.durationMs))}</td>
<td data-label="${columns.outcome}">${words.outcomes[call.outcome] ?? call.outcome}</td>
</tr>`,
  );
  return html`<table class="records">
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

/** Refused calls that share a row share no tool and no arguments. */
function codeOr(text: string): Html | string {
  return text === "" ? "–" : html`<code>${text}</code>`;
}

/** A key belongs to the project; a token or a connection to somebody. */
function whoIn({ calls: words }: Frame["text"], { actorKind, who, credential }: CallView): string {
  if (actorKind === "secret_key") return credential === null ? words.goneKey : words.key(credential);
  const person = who ?? words.goneUser;
  return credential === null ? person : words.through(person, credential);
}
