import { keptField } from "../components/kept-field.ts";
import type { Frame } from "../frame.ts";
import { html } from "../html.ts";
import type { KeptForm } from "../kept-form/kept-form.ts";
import { type Page, tokenField } from "../layout.ts";

export interface SignInCodeForm {
  /** Where to go afterwards, a path of ours. */
  next: string;
  token: string;
  /** What went wrong, as a sentence. */
  error?: string;
  /** A form to go on with afterwards. */
  kept?: KeptForm | null;
}

/** Asks for a code of the authenticator app, or a recovery code. */
export function signInCodePage({ text }: Frame, { next, token, error, kept }: SignInCodeForm): Page {
  const words = text.signIn;
  const body = html`<article class="card stack">
<h1>${words.codeTitle}</h1>
<p>${words.codeLead}</p>
${error ? html`<p class="notice bad" role="alert" id="code-error">${error}</p>` : null}
<form method="post" action="/sign-in/code" class="stack">
${tokenField(token)}
<input type="hidden" name="next" value="${next}">
${keptField(kept)}
<label>${words.code}
<input type="text" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required maxlength="64" autofocus ${error ? html`aria-describedby="code-error"` : null}>
</label>
<button type="submit" class="wide">${words.codeSubmit}</button>
</form>
<p class="note">${words.codeHelp}</p>
<p class="note"><a href="/sign-in?next=${encodeURIComponent(next)}">${words.startOver}</a></p>
</article>`;
  return { title: words.codeTitle, shape: "card", body };
}
