import type { KeyView, ProjectDetails } from "@heliometer/accounts";
import { keyTable } from "../components/key-table.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface KeysPage {
  project: ProjectDetails;
  keys: readonly KeyView[];
  /** What just happened. */
  done: string | null;
  /** A form that could not be taken: the sentence, and what was typed. */
  refused?: { message: string; name: string; access: string };
}

/** The keys of a project and the form for a new one. */
export function keysPage(frame: Frame, { project, keys, done, refused }: KeysPage): Page {
  const words = frame.text.keys;
  const path = `/projects/${encodeURIComponent(project.id)}/settings/keys`;
  const table = keyTable(frame, {
    keys,
    empty: words.none,
    zone: project.timezone,
    revokePath: (keyId) => `${path}/${encodeURIComponent(keyId)}/revoke`,
  });
  const body = html`${projectHead(frame, project, { section: "keys" })}
<div class="stack">
${notice(done)}
<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>${table}</section>
<section class="card stack"><h2>${words.create}</h2>${createForm(frame, path, refused)}</section>
</div>`;
  return { title: `${words.title} · ${project.name}`, body };
}

function createForm({ text, formToken }: Frame, path: string, refused: KeysPage["refused"]): Html {
  const words = text.keys;
  const choice = (access: "read" | "full", name: string, hint: string) => html`<label class="choice">
<input type="radio" name="access" value="${access}" ${(refused?.access ?? "read") === access ? html`checked` : null}>
<strong>${name}</strong><small>${hint}</small></label>`;
  return html`${refused ? html`<p class="notice bad" role="alert" id="key-error">${refused.message}</p>` : null}
<form method="post" action="${path}" class="stack narrow">${tokenField(formToken)}
<label>${words.name}
<input type="text" name="name" value="${refused?.name ?? ""}" required maxlength="80" autocomplete="off" aria-describedby="${refused ? "key-error" : "key-hint"}"></label>
<p class="note hint" id="key-hint">${words.nameHint}</p>
<fieldset><legend>${words.kind}</legend>
${choice("read", words.read, words.readHint)}
${choice("full", words.full, words.fullHint)}
</fieldset>
<button type="submit">${words.submit}</button>
</form>`;
}
