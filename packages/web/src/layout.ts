import { ASSETS } from "./assets.ts";
import type { Frame } from "./frame.ts";
import { type Html, html } from "./html.ts";

/** How a page fills the window: the whole width, a column to read, or one card in the middle. */
type Shape = "wide" | "reading" | "card";

export interface Page {
  title: string;
  shape?: Shape;
  body: Html;
  /** Path of the one script of this page, a file of ours. */
  script?: string;
}

/** The whole document around a page. */
export function layout(frame: Frame, { title, shape = "wide", body, script }: Page): Html {
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
${script ? html`<script src="${script}" defer></script>` : null}
</head>
<body class="page-${shape}">
<a class="skip" href="#content">${text.frame.skip}</a>
<header class="top"><div>
<a class="brand" href="/"><img src="${ASSETS.mark.path}" alt="" width="28" height="28">${text.product}</a>
${accountNavigation(frame)}
</div></header>
<main id="content">
${body}
</main>
<footer class="bottom">${text.frame.footer}</footer>
</body>
</html>
`;
}

function accountNavigation({ text, user, formToken }: Frame): Html | null {
  if (!user) return null;
  return html`<nav class="who" aria-label="${text.frame.accountNavigation}">
<a href="/account" title="${text.frame.account}">${user.name || user.email}</a>
<form method="post" action="/sign-out">${tokenField(formToken)}<button type="submit" class="link">${text.frame.signOut}</button></form>
</nav>`;
}

/** The hidden field that every form that posts has to carry. */
export function tokenField(token: string): Html {
  return html`<input type="hidden" name="token" value="${token}">`;
}
