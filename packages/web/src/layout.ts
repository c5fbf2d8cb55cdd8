import { ASSETS } from "./assets.ts";
import type { Frame } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { LANGUAGES } from "./language.ts";

/** How a page fills the window: the whole width, a column to read, or one card in the middle. */
type Shape = "wide" | "reading" | "card";

export interface Page {
  title: string;
  shape?: Shape;
  body: Html;
  /** What follows the body as soon as it is known, in this order, and what closes it. */
  late?: { parts: readonly Promise<Html>[]; end: Html };
  /** Paths of the scripts of this page, files of ours, beside the one that every page of a session has. */
  scripts?: readonly string[];
  /** The scripts ask the server for more. */
  fetches?: boolean;
}

/** The whole document around a page whose parts are all known. */
export function layout(frame: Frame, page: Page): Html {
  return html`${documentStart(frame, page)}${page.body}${documentEnd(frame)}`;
}

/** The document up to its content. */
export function documentStart(frame: Frame, { title, shape = "wide", scripts = [] }: Page): Html {
  const { text } = frame;
  return html`<!doctype html>
<html lang="${text.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${text.product}</title>
<link rel="stylesheet" href="${ASSETS.style.path}">
<link rel="icon" type="image/svg+xml" href="${ASSETS.mark.path}">
${scripts.map((path) => html`<script src="${path}" defer></script>`)}
</head>
<body class="page-${shape}" data-copy="${text.guide.copy}" data-copied="${text.guide.copied}">
<a class="skip" href="#content">${text.frame.skip}</a>
<header class="top"><div>
<a class="brand" href="/"><img src="${ASSETS.mark.path}" alt="" width="28" height="28"><span>${text.product}</span></a>
${accountNavigation(frame)}
</div></header>
<main id="content">
`;
}

/** The document after its content. */
export function documentEnd(frame: Frame): Html {
  const { text } = frame;
  return html`
</main>
<footer class="bottom"><p>${text.frame.footer}</p>${languageChoice(frame)}</footer>
</body>
</html>
`;
}

function accountNavigation({ text, user, formToken }: Frame): Html | null {
  if (!user) return null;
  return html`<nav class="who" aria-label="${text.frame.accountNavigation}">
${user.isOperator ? html`<a href="/admin">${text.operation.link}</a>` : null}
<a href="/account" title="${text.frame.account}">${user.name || user.email}</a>
<form method="post" action="/sign-out">${tokenField(formToken)}<button type="submit" class="link">${text.frame.signOut}</button></form>
</nav>`;
}

/** A choice that needs neither a session nor a script: a link for each language, which comes back to this page. */
function languageChoice({ text, path }: Frame): Html {
  const links = LANGUAGES.map(({ language, name }) =>
    language === text.language
      ? html`<span aria-current="true">${name}</span>`
      : html`<a href="/language/${language}?${new URLSearchParams({ next: path }).toString()}" lang="${language}" hreflang="${language}" rel="nofollow">${name}</a>`,
  );
  return html`<nav class="languages" aria-label="${text.frame.language}">${links}</nav>`;
}

/** The hidden field that every form that posts has to carry. */
export function tokenField(token: string): Html {
  return html`<input type="hidden" name="token" value="${token}">`;
}
