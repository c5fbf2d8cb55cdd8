import { copyText } from "../components/copy-text.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

export interface KeyCreated {
  title: string;
  /** The name that the person gave. */
  name: string;
  /** The whole key: this page is the only place where it ever stands. */
  key: string;
  /** Where Done leads. */
  back: string;
  /** Lines to paste, with the key in them. */
  snippets: readonly { client: string; text: string }[];
  /** The way to where one is, above the card. */
  head: Html;
}

/** A key right after it was made. */
export function keyCreatedPage({ text }: Frame, created: KeyCreated): Page {
  const words = text.keys;
  const body = html`${created.head}
<section class="card stack"><h2>${created.title}</h2>
<p class="notice good" role="status">${words.createdText}</p>
<p class="note">${created.name}</p>
${copyText(created.key)}
<h3>${words.createdUse}</h3>
${created.snippets.map(({ client, text: line }) => html`<p class="note">${client}</p>${copyText(line)}`)}
<p><a href="${created.back}" role="button">${words.done}</a></p>
</section>`;
  return { title: created.title, shape: "reading", body };
}
