import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

export type OperationSection = keyof Frame["text"]["operation"]["tabs"];

/** Where one is among the pages for operators. */
export function operationHead({ text }: Frame, section: OperationSection): Html {
  const { title, lead, navigation, tabs } = text.operation;
  const links = Object.entries(tabs).map(
    ([name, label]) =>
      html`<a href="${`/admin/${name}`}" ${name === section ? html`aria-current="page"` : null}>${label}</a>`,
  );
  return html`<div class="title"><h1>${title}</h1><p class="note">${lead}</p></div>
<nav class="pills" aria-label="${navigation}">${links}</nav>`;
}
