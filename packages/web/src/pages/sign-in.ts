import { keptField } from "../components/kept-field.ts";
import type { Frame } from "../frame.ts";
import { html } from "../html.ts";
import type { KeptForm } from "../kept-form/kept-form.ts";
import { type Page, tokenField } from "../layout.ts";
import { isConnectPath } from "../security/next-path.ts";

export interface SignInForm {
  /** Where to go afterwards, a path of ours. */
  next: string;
  /** What was typed before, so that nobody types it twice. */
  email: string;
  token: string;
  /** What went wrong, as a sentence. */
  error?: string;
  /** A form to go on with afterwards. */
  kept?: KeptForm | null;
}

export function signInPage({ text }: Frame, { next, email, token, error, kept }: SignInForm): Page {
  const words = text.signIn;
  const body = html`<article class="card stack">
<h1>${words.title}</h1>
${isConnectPath(next) ? html`<p class="notice">${words.toConnect}</p>` : null}
${error ? html`<p class="notice bad" role="alert" id="sign-in-error">${error}</p>` : null}
<form method="post" action="/sign-in" class="stack">
${tokenField(token)}
<input type="hidden" name="next" value="${next}">
${keptField(kept)}
<label>${words.email}
<input type="email" name="email" value="${email}" autocomplete="username" required maxlength="254" ${email ? null : html`autofocus`}>
</label>
<label>${words.password}
<input type="password" name="password" autocomplete="current-password" required maxlength="200" ${email ? html`autofocus` : null} ${error ? html`aria-describedby="sign-in-error"` : null}>
</label>
<button type="submit" class="wide">${words.submit}</button>
</form>
<p class="note">${words.help}</p>
</article>`;
  return { title: words.title, shape: "card", body };
}
