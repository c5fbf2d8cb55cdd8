import type { UserSummary, UserView } from "@heliometer/accounts";
import { badNotice } from "../components/bad-notice.ts";
import { copyText } from "../components/copy-text.ts";
import { notice } from "../components/notice.ts";
import { operationHead } from "../components/operation-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface UsersPage {
  users: readonly UserSummary[];
  hasMore: boolean;
  search: string;
  done: string | null;
  refused: { message: string; email: string; name: string } | null;
}

const PATH = "/admin/users";

/** Everybody with an account. */
export function usersPage(frame: Frame, page: UsersPage): Page {
  const { text } = frame;
  const words = text.operation.users;
  const { users, hasMore, search, done } = page;
  const body = html`${operationHead(frame, "users")}
<div class="stack">
${notice(done)}
<section class="card stack"><h2>${text.operation.tabs.users}</h2><p>${words.lead}</p>
<form method="get" action="${PATH}" class="inline"><input type="search" name="search" value="${search}" maxlength="254" aria-label="${words.search}" placeholder="${words.search}">
<button type="submit" class="plain">${words.searchSubmit}</button></form>
${users.length > 0 ? table(frame, users) : html`<p class="empty">${words.none}</p>`}
${hasMore ? html`<p class="note">${words.more}</p>` : null}
</section>
${addCard(frame, page)}
</div>`;
  return { title: `${text.operation.tabs.users} · ${text.operation.title}`, body };
}

function table({ text, format }: Frame, users: readonly UserSummary[]): Html {
  const words = text.operation.users;
  const head = [words.name, words.projects, words.lastSeen, words.since].map(
    (label) => html`<th scope="col">${label}</th>`,
  );
  const row = (user: UserSummary) => html`<tr>
<th scope="row">${user.name} ${user.isOperator ? html`<span class="tag">${words.operator}</span>` : null}<br><small>${user.email}</small></th>
<td data-label="${words.projects}">${format.number(user.projects)}</td>
<td data-label="${words.lastSeen}">${user.lastSeenAt === null ? words.never : format.instant(user.lastSeenAt)}</td>
<td data-label="${words.since}" class="when">${format.day(user.createdAt)}</td>
<td class="end"><a href="${`${PATH}/${user.id}`}" role="button" class="plain small" aria-label="${words.changeNamed(user.email)}">${words.change}</a></td></tr>`;
  return html`<table class="records"><thead><tr>${head}<th scope="col"><span class="hidden-text">${words.action}</span></th></tr></thead>
<tbody>${users.map(row)}</tbody></table>`;
}

function addCard({ text, formToken }: Frame, { refused }: UsersPage): Html {
  const words = text.operation.users;
  return html`<section class="card stack"><h2>${words.add}</h2><p>${words.addLead}</p>
${badNotice(refused?.message)}
<form method="post" action="${PATH}" class="stack narrow">${tokenField(formToken)}
<label>${text.fields.email}
<input type="email" name="email" value="${refused?.email ?? ""}" required maxlength="254" autocomplete="off"></label>
<label>${text.fields.name}
<input type="text" name="name" value="${refused?.name ?? ""}" required maxlength="80" autocomplete="off"></label>
<button type="submit">${words.addSubmit}</button></form></section>`;
}

/** What an operator may do with one account. */
export function userPage(frame: Frame, { user, refused }: { user: UserView; refused: string | null }): Page {
  const { text, formToken } = frame;
  const words = text.operation.users;
  const path = `${PATH}/${encodeURIComponent(user.id)}`;
  const body = html`${operationHead(frame, "users")}
<div class="stack">
<p class="trail"><a href="${PATH}">${words.back}</a></p>
<section class="card stack"><div><h2>${user.name} ${user.isOperator ? html`<span class="tag">${words.operator}</span>` : null}</h2><p class="note">${user.email}</p></div>
${badNotice(refused)}
<form method="post" action="${path}/operator">${tokenField(formToken)}
<input type="hidden" name="isOperator" value="${user.isOperator ? "no" : "yes"}">
<button type="submit" class="plain">${user.isOperator ? words.endOperator : words.makeOperator}</button></form></section>
<section class="card stack"><h2>${words.reset}</h2><p>${words.resetLead}</p>
<form method="post" action="${path}/password" class="stack">${tokenField(formToken)}
<label class="choice"><input type="checkbox" name="endSecondFactor" value="yes"><strong>${words.endFactor}</strong></label>
<button type="submit" class="plain">${words.reset}</button></form></section>
<section class="card stack"><h2>${words.delete}</h2><p>${words.deleteLead}</p>
<form method="post" action="${path}/delete" class="stack narrow">${tokenField(formToken)}
<label>${words.deleteConfirm(user.email)}
<input type="text" name="confirmation" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="254"></label>
<button type="submit" class="danger">${words.delete}</button></form></section>
</div>`;
  return { title: `${user.name} · ${text.operation.title}`, shape: "reading", body };
}

/** A password that was made for somebody: this page is the only place where it stands. */
export function passwordMadePage(frame: Frame, { email, password }: { email: string; password: string }): Page {
  const words = frame.text.operation.users;
  const body = html`${operationHead(frame, "users")}
<section class="card stack"><h2>${words.passwordTitle(email)}</h2>
<p class="notice good" role="status">${words.passwordLead}</p>
${copyText(password)}
<p><a href="${PATH}" role="button">${words.done}</a></p></section>`;
  return { title: words.passwordTitle(email), shape: "reading", body };
}
