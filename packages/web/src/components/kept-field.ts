import { type Html, html } from "../html.ts";
import type { KeptForm } from "../kept-form/kept-form.ts";

/** Carries a form along that a lost session has stopped; nothing where there is none. */
export function keptField(kept: KeptForm | null | undefined): Html | null {
  return kept ? html`<input type="hidden" name="kept" value="${JSON.stringify(kept)}">` : null;
}
