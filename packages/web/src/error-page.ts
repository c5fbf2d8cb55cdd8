import { type Html, html } from "./html.ts";
import { createSpeech, type Speech, type SpeechHeaders } from "./language.ts";
import { layout } from "./layout.ts";
import { pageHeaders } from "./security/headers.ts";
import { told } from "./told.ts";

/** A page that says what went wrong. All texts are plain; the page escapes and, where it can, translates them. */
export interface ErrorPage {
  status: number;
  title: string;
  message: string;
  /** To be quoted to an operator, who finds the same id in the log. */
  requestId: string;
  /** The browser came over https. */
  secure?: boolean;
  /** Where to go from here; by default to the projects. A path of ours. */
  action?: { href: string; label: string };
  /** Of the request: they say in which language the rest of the page is. English by default. */
  headers?: SpeechHeaders;
  /** Where the person was, to come back to it after choosing another language. */
  path?: string;
}

/** The page for an error, with the headers it has to be sent with. */
export function renderErrorPage(page: ErrorPage): { html: string; headers: Record<string, string> } {
  const speech = createSpeech()(page.headers ?? {});
  const frame = { ...speech, path: page.path ?? "/", user: null, formToken: "" };
  return {
    html: String(layout(frame, { title: told(speech.text, page.title), shape: "card", body: errorBody(speech, page) })),
    headers: { ...pageHeaders({ secure: page.secure ?? false }), "content-type": "text/html; charset=utf-8" },
  };
}

function errorBody({ text }: Speech, { status, title, message, requestId, action }: ErrorPage): Html {
  const { href, label } = action ?? { href: "/", label: text.errors.home };
  return html`<article class="card stack">
<p class="note">${status}</p>
<h1>${told(text, title)}</h1>
<p>${told(text, message)}</p>
<p><a href="${href}" role="button">${label}</a></p>
<p class="note">${text.errors.request} <code>${requestId}</code></p>
</article>`;
}
