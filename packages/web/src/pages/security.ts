import type { SecondFactorState, SessionView } from "@heliometer/accounts";
import { accountHead } from "../components/account-head.ts";
import { badNotice } from "../components/bad-notice.ts";
import { browserName } from "../components/browser-name.ts";
import { notice } from "../components/notice.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import { ACCOUNT_ZONE } from "./account.ts";

export type SecurityForm = "password" | "factor" | "delete";

export interface SecurityPage {
  sessions: readonly SessionView[];
  factor: SecondFactorState;
  done: string | null;
  /** A form that could not be taken, and why. */
  refused?: { form: SecurityForm; message: string };
}

const PATH = "/account/security";

/** Password, second factor, sessions, and the end of the account. */
export function securityPage(frame: Frame, page: SecurityPage): Page {
  const { text } = frame;
  const body = html`${accountHead(frame, "security")}
<div class="stack">
${notice(page.done)}
${passwordCard(frame, page)}
${factorCard(frame, page)}
${sessionsCard(frame, page)}
${deleteCard(frame, page)}
</div>`;
  return { title: `${text.security.title} · ${text.account.title}`, shape: "reading", body };
}

function passwordCard(frame: Frame, page: SecurityPage): Html {
  const words = frame.text.security;
  return html`<section class="card stack"><h2>${words.passwordTitle}</h2>
${refusedIn(page, "password")}
<form method="post" action="${PATH}/password" class="stack narrow">${tokenField(frame.formToken)}
${userNameField(frame)}
${passwordField(words.currentPassword, "currentPassword")}
<label>${words.newPassword}
<input type="password" name="password" autocomplete="new-password" required minlength="10" maxlength="200" aria-describedby="password-hint"></label>
<p class="note hint" id="password-hint">${words.newPasswordHint}</p>
<label class="choice"><input type="checkbox" name="endConnections" value="yes">
<strong>${words.endConnections}</strong><small>${words.endConnectionsHint}</small></label>
<p class="note">${words.passwordNote}</p>
<button type="submit">${words.changePassword}</button>
</form></section>`;
}

function factorCard(frame: Frame, page: SecurityPage): Html {
  const words = frame.text.security;
  const { since, recoveryCodesLeft } = page.factor;
  const lead =
    since === null
      ? html`<p>${words.factorOff}</p>`
      : html`<p>${words.factorOn(frame.format.day(since, ACCOUNT_ZONE))} ${words.codesLeft(recoveryCodesLeft)}</p>`;
  const buttons =
    since === null
      ? html`<button type="submit">${words.setUp}</button>`
      : html`<button type="submit" formaction="${PATH}/second-factor/codes" class="plain">${words.newCodes}</button>
<button type="submit" formaction="${PATH}/second-factor/end" class="danger">${words.turnOff}</button>`;
  return html`<section class="card stack"><h2>${words.factorTitle}</h2>
${lead}
${refusedIn(page, "factor")}
<form method="post" action="${PATH}/second-factor" class="stack narrow">${tokenField(frame.formToken)}
${userNameField(frame)}
${passwordField(words.password, "password")}
<div class="actions">${buttons}</div>
</form></section>`;
}

function sessionsCard(frame: Frame, { sessions }: SecurityPage): Html {
  const { text, formToken } = frame;
  const words = text.security;
  const others = html`<form method="post" action="${PATH}/sessions/end-others">${tokenField(formToken)}
<button type="submit" class="plain">${words.endOthers}</button></form>`;
  return html`<section class="card stack"><h2>${words.sessionsTitle}</h2>
<ul class="rows">${sessions.map((session) => sessionRow(frame, session))}</ul>
${sessions.length > 1 ? others : null}
</section>`;
}

function sessionRow({ text, format, formToken }: Frame, session: SessionView): Html {
  const words = text.security;
  const name = browserName(text, session.userAgent);
  const since = words.signedInSince(format.instant(session.createdAt, ACCOUNT_ZONE));
  const seen = words.lastSeen(format.instant(session.lastSeenAt, ACCOUNT_ZONE));
  const end = html`<form method="post" action="${PATH}/sessions/${session.id}/end">${tokenField(formToken)}
<button type="submit" class="danger small" aria-label="${words.endSessionNamed(name)}">${words.endSession}</button></form>`;
  return html`<li><div><strong>${name}</strong> ${session.isCurrent ? html`<span class="tag good">${words.thisBrowser}</span>` : null}
<p class="note">${since}, ${seen}</p></div>${session.isCurrent ? null : end}</li>`;
}

function deleteCard(frame: Frame, page: SecurityPage): Html {
  const words = frame.text.security;
  const { user, formToken } = frame;
  const isOpen = page.refused?.form === "delete";
  return html`<section class="card stack"><h2>${words.deleteTitle}</h2>
<p>${words.deleteLead}</p>
<details ${isOpen ? html`open` : null} class="behind"><summary>${words.deleteOpen}</summary>
${refusedIn(page, "delete")}
<form method="post" action="${PATH}/delete" class="stack narrow">${tokenField(formToken)}
<label>${words.deleteConfirm(user?.email ?? "")}
<input type="text" name="confirmation" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="254"></label>
${passwordField(words.password, "password")}
<button type="submit" class="danger">${words.deleteSubmit}</button>
</form></details></section>`;
}

function passwordField(label: string, name: string): Html {
  return html`<label>${label}
<input type="password" name="${name}" autocomplete="current-password" required maxlength="200"></label>`;
}

/** Password managers find out by this whose password it is. */
function userNameField({ user }: Frame): Html {
  return html`<input type="email" name="username" value="${user?.email}" autocomplete="username" readonly hidden>`;
}

function refusedIn({ refused }: SecurityPage, form: SecurityForm): Html | null {
  return badNotice(refused?.form === form ? refused.message : null);
}
