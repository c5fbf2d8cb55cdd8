import type { ConnectionView, KeyView } from "@heliometer/accounts";
import { accountHead } from "../components/account-head.ts";
import { connectionList } from "../components/connection-list.ts";
import { keyTable } from "../components/key-table.ts";
import { notice } from "../components/notice.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

/** Dates of an account belong to no project, so to no project's zone. */
export const ACCOUNT_ZONE = "UTC";

export interface AccountPage {
  connections: readonly ConnectionView[];
  tokens: readonly KeyView[];
  /** That the person may let connections read. */
  projects: readonly { id: string; name: string }[];
  done: string | null;
  refused?: { message: string; name: string };
}

/** What a person connected and made for themselves. */
export function accountPage(frame: Frame, { connections, tokens, projects, done, refused }: AccountPage): Page {
  const { text } = frame;
  const words = text.account;
  const list = connectionList(frame, {
    connections,
    zone: ACCOUNT_ZONE,
    inProject: null,
    choice: {
      projects,
      path: (grantId) => `/account/connections/${encodeURIComponent(grantId)}/projects`,
    },
    revokePath: (grantId) => `/account/connections/${encodeURIComponent(grantId)}/revoke`,
    removePath: (grantId, projectId) =>
      `/account/connections/${encodeURIComponent(grantId)}/projects/${encodeURIComponent(projectId)}/remove`,
  });
  const table = keyTable(frame, {
    keys: tokens,
    empty: words.none,
    zone: ACCOUNT_ZONE,
    revokePath: (keyId) => `/account/tokens/${encodeURIComponent(keyId)}/revoke`,
  });
  const body = html`<div class="stack">
${accountHead(frame, "access")}
${notice(done)}
<div class="head"><h2>${words.connections}</h2>${connections.length > 1 ? revokeAllForm(frame) : null}</div>
<p>${text.connections.lead}</p>
${connections.length > 0 ? list : html`<p class="card empty">${text.connections.none}</p>`}
<section class="card stack"><h2>${words.tokens}</h2><p>${words.tokensLead}</p>${table}</section>
<section class="card stack"><h2>${words.create}</h2>${createForm(frame, refused)}</section>
</div>`;
  return { title: words.title, body };
}

function revokeAllForm({ text, formToken }: Frame): Html {
  return html`<form method="post" action="/account/connections/revoke-all">${tokenField(formToken)}
<button type="submit" class="danger small">${text.connections.revokeAll}</button></form>`;
}

function createForm({ text, formToken }: Frame, refused: AccountPage["refused"]): Html {
  return html`${refused ? html`<p class="notice bad" role="alert" id="token-error">${refused.message}</p>` : null}
<form method="post" action="/account/tokens" class="stack narrow">${tokenField(formToken)}
<label>${text.keys.name}
<input type="text" name="name" value="${refused?.name ?? ""}" required maxlength="80" autocomplete="off" aria-describedby="${refused ? "token-error" : "token-hint"}"></label>
<p class="note hint" id="token-hint">${text.account.tokenNameHint}</p>
<button type="submit">${text.account.submit}</button>
</form>`;
}
