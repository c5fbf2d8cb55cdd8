import type { KeyView } from "@heliometer/accounts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface KeyRevoke {
  title: string;
  submit: string;
  key: KeyView;
  /** Where the form goes, and where it leads back. */
  action: string;
  back: string;
  zone: string;
  head: Html;
}

/** Asks before a key is ended: what uses it stops working. */
export function keyRevokePage({ text, format, formToken }: Frame, revoke: KeyRevoke): Page {
  const words = text.keys;
  const { key, zone } = revoke;
  const used = key.lastUsedAt === null ? words.never : format.instant(key.lastUsedAt, zone);
  const body = html`${revoke.head}
<section class="card stack"><h2>${revoke.title}</h2>
<p><strong>${key.name}</strong> <code>…${key.hint}</code></p>
<p>${words.columns.lastUsed}: ${used}</p>
<p>${words.revokeText}</p>
<form method="post" action="${revoke.action}" class="actions">${tokenField(formToken)}
<button type="submit" class="danger">${revoke.submit}</button>
<a href="${revoke.back}" role="button" class="plain">${words.cancel}</a>
</form></section>`;
  return { title: revoke.title, shape: "reading", body };
}
