import { type Html, html } from "../html.ts";

/** Text to be copied: one click selects all of it. */
export function copyText(text: string): Html {
  return html`<pre class="copy" tabindex="0"><code>${text}</code></pre>`;
}
