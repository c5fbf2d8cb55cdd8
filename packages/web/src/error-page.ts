import { createFormat } from "./format.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { pageHeaders } from "./security/headers.ts";
import { en } from "./text/en.ts";

/** A page that says what went wrong. All texts are plain; the page escapes them. */
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
}

/** The page for an error, with the headers it has to be sent with. */
export function renderErrorPage(page: ErrorPage): { html: string; headers: Record<string, string> } {
  const frame = { text: en, format: createFormat(en), user: null, formToken: "" };
  return {
    html: String(layout(frame, { title: page.title, shape: "card", body: errorBody(page) })),
    headers: { ...pageHeaders({ secure: page.secure ?? false }), "content-type": "text/html; charset=utf-8" },
  };
}

function errorBody({ status, title, message, requestId, action }: ErrorPage): Html {
  const { href, label } = action ?? { href: "/", label: en.errors.home };
  return html`<article class="card stack">
<p class="note">${status}</p>
<h1>${title}</h1>
<p>${message}</p>
<p><a href="${href}" role="button">${label}</a></p>
<p class="note">${en.errors.request} <code>${requestId}</code></p>
</article>`;
}
