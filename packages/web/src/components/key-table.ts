import type { KeyView } from "@heliometer/accounts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

export interface KeyTable {
  keys: readonly KeyView[];
  /** Said when there is none. */
  empty: string;
  /** Path of the page that asks before it revokes. */
  revokePath: (keyId: string) => string;
  /** The time zone of the dates. */
  zone: string;
}

/** Living keys with a way to end each, then the ended ones, folded. */
export function keyTable(frame: Frame, table: KeyTable): Html {
  const { text } = frame;
  const living = table.keys.filter(({ revokedAt }) => revokedAt === null);
  const ended = table.keys.filter(({ revokedAt }) => revokedAt !== null);
  return html`${living.length > 0 ? rows(frame, table, living) : html`<p class="empty">${table.empty}</p>`}
${
  ended.length > 0
    ? html`<details class="behind"><summary>${text.keys.revokedKeys}</summary>${rows(frame, table, ended)}</details>`
    : null
}`;
}

function rows(frame: Frame, table: KeyTable, keys: readonly KeyView[]): Html {
  const { name, kind, key, created, lastUsed, action } = frame.text.keys.columns;
  const head = [name, kind, key, created, lastUsed].map((label) => html`<th scope="col">${label}</th>`);
  return html`<table class="records">
<thead><tr>${head}<th scope="col"><span class="hidden-text">${action}</span></th></tr></thead>
<tbody>${keys.map((each) => row(frame, table, each))}</tbody>
</table>`;
}

function row({ text, format }: Frame, { revokePath, zone }: KeyTable, key: KeyView): Html {
  const words = text.keys;
  const { columns } = words;
  const shown = key.publicValue ?? `…${key.hint}`;
  const end =
    key.revokedAt === null
      ? html`<a href="${revokePath(key.id)}" role="button" class="danger small" aria-label="${words.revokeNamed(key.name)}">${words.revoke}</a>`
      : words.revokedOn(format.day(key.revokedAt, zone));
  return html`<tr>
<th scope="row">${key.name}</th>
<td data-label="${columns.kind}">${key.kind === "personal" ? words.kinds.personal : words.kinds[key.access]}</td>
<td data-label="${columns.key}"><code>${shown}</code></td>
<td data-label="${columns.created}" class="when">${format.day(key.createdAt, zone)}</td>
<td data-label="${columns.lastUsed}">${key.lastUsedAt === null ? words.never : format.instant(key.lastUsedAt, zone)}</td>
<td class="end">${end}</td>
</tr>`;
}
