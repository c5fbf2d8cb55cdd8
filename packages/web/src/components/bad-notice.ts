import { type Html, html } from "../html.ts";

/** Why a form was not taken, read out by screen readers at once; nothing for null. */
export function badNotice(message: string | null | undefined): Html | null {
  return message ? html`<p class="notice bad" role="alert">${message}</p>` : null;
}
