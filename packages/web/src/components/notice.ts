import { type Html, html } from "../html.ts";

/** What just happened, read out by screen readers as soon as the page is there; nothing for null. */
export function notice(message: string | null): Html | null {
  return message === null ? null : html`<p class="notice good" role="status">${message}</p>`;
}
