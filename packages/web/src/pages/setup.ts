import { badNotice } from "../components/bad-notice.ts";
import type { Frame } from "../frame.ts";
import { html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface SetupPage {
  /** Of the link. */
  token: string;
  /** Of the form. */
  formToken: string;
  refused: string | null;
  /** What was typed before. */
  typed: Readonly<Record<"email" | "name" | "organization", string>>;
}

/** The form for the first account. */
export function setupPage({ text }: Frame, { token, formToken, refused, typed }: SetupPage): Page {
  const words = text.setup;
  const body = html`<article class="card stack">
<h1>${words.title}</h1>
<p>${words.lead}</p>
${badNotice(refused)}
<form method="post" action="/setup" class="stack">${tokenField(formToken)}
<input type="hidden" name="link" value="${token}">
<label>${words.email}
<input type="email" name="email" value="${typed.email}" autocomplete="username" required maxlength="254" autofocus></label>
<label>${words.name}
<input type="text" name="name" value="${typed.name}" autocomplete="name" required maxlength="80"></label>
<label>${words.password}
<input type="password" name="password" autocomplete="new-password" required minlength="10" maxlength="200" aria-describedby="password-hint"></label>
<p class="note hint" id="password-hint">${text.security.newPasswordHint}</p>
<label>${words.organization}
<input type="text" name="organization" value="${typed.organization}" autocomplete="organization" required maxlength="80" aria-describedby="organization-hint"></label>
<p class="note hint" id="organization-hint">${words.organizationHint}</p>
<button type="submit" class="wide">${words.submit}</button>
</form></article>`;
  return { title: words.title, shape: "card", body };
}

/** Where the link is, for whoever opens an instance that nobody has an account on. */
export function setupClosedPage({ text }: Frame): Page {
  const { closedTitle, closed } = text.setup;
  const body = html`<article class="card stack"><h1>${closedTitle}</h1><p>${closed}</p></article>`;
  return { title: closedTitle, shape: "card", body };
}
