import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

/** Whose account this is, and its other pages. */
export function accountHead({ text, user }: Frame, section: "access" | "security"): Html {
  const { title, accessTab, navigation } = text.security;
  const link = (href: string, label: string, current: boolean) =>
    html`<a href="${href}" ${current ? html`aria-current="page"` : null}>${label}</a>`;
  return html`<div class="title"><h1>${text.account.title}</h1><p class="note">${user?.email}</p></div>
<nav class="pills" aria-label="${navigation}">${link("/account", accessTab, section === "access")}${link("/account/security", title, section === "security")}</nav>`;
}
