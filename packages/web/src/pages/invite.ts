import type { OpenInvitation } from "@heliometer/accounts";
import { badNotice } from "../components/bad-notice.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface InvitePage {
  invitation: OpenInvitation;
  /** Of the link. */
  token: string;
  /** Of the form. */
  formToken: string;
  refused: string | null;
  /** What was typed before. */
  name: string;
}

/** What an invitation offers, and the form to take it: for who is signed in, has an account, or has none. */
export function invitePage(frame: Frame, page: InvitePage): Page {
  const { text, user } = frame;
  const words = text.invite;
  const { projectName, role, email } = page.invitation;
  const body = html`<article class="card stack">
<h1>${words.title(projectName)}</h1>
<p>${words.lead(projectName, text.projects.role[role])}</p>
${badNotice(page.refused)}
${user ? memberForm(frame, page, user) : strangerForm(frame, page)}
${user ? null : html`<p class="note">${words.for(email)}</p>`}
</article>`;
  return { title: words.title(projectName), shape: "card", body };
}

function memberForm({ text, formToken }: Frame, { invitation, token }: InvitePage, user: { email: string }): Html {
  const words = text.invite;
  if (user.email !== invitation.email)
    return html`<p class="notice">${words.otherAccount(invitation.email, user.email)}</p>`;
  return html`<form method="post" action="/invite/accept" class="stack">${tokenField(formToken)}
<input type="hidden" name="invitation" value="${token}">
<button type="submit" class="wide">${words.accept}</button></form>
<p class="note">${words.for(invitation.email)}</p>`;
}

function strangerForm({ text }: Frame, page: InvitePage): Html {
  const words = text.invite;
  const { invitation, token, formToken, name } = page;
  if (invitation.hasAccount) {
    const next = new URLSearchParams({ next: `/invite?${new URLSearchParams({ token })}` });
    return html`<p><a href="/sign-in?${next.toString()}" role="button">${words.signIn}</a></p>`;
  }
  return html`<form method="post" action="/invite" class="stack">${tokenField(formToken)}
<input type="hidden" name="invitation" value="${token}">
<input type="email" name="username" value="${invitation.email}" autocomplete="username" readonly hidden>
<label>${words.name}
<input type="text" name="name" value="${name}" autocomplete="name" required maxlength="80" autofocus></label>
<label>${words.password}
<input type="password" name="password" autocomplete="new-password" required minlength="10" maxlength="200" aria-describedby="password-hint"></label>
<p class="note hint" id="password-hint">${text.security.newPasswordHint}</p>
<button type="submit" class="wide">${words.submit}</button></form>`;
}
