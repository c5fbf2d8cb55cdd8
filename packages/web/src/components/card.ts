import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { copyText } from "./copy-text.ts";

/** A way to another view of the same card. */
export interface CardTab {
  href: string;
  label: string;
  current: boolean;
}

export interface CardMenu {
  /** What the numbers are. */
  title: string;
  /** Address of the numbers as a file. */
  csv: string;
  /** A question and the call that answers it. */
  question: { words: string; tool: string; input: Readonly<Record<string, unknown>> };
}

export interface Card {
  /** Also the anchor that its tabs lead to. */
  name: string;
  title: string;
  /** Takes the whole width. */
  wide?: boolean;
  tabs?: readonly CardTab[];
  /** Of each report that the card shows. */
  menus?: readonly CardMenu[];
  body: Html;
}

/** A part of the dashboard: what it is, its other views, and what can be done with its numbers. */
export function card(frame: Frame, { name, title, wide = false, tabs = [], menus = [], body }: Card): Html {
  return html`<section class="card${wide ? " wide" : ""}" id="${name}" aria-labelledby="${name}-title">
<header class="card-head"><h2 id="${name}-title">${title}</h2>
${tabs.length > 1 ? tabList(title, tabs) : null}${menus.length > 0 ? moreMenu(frame, title, menus) : null}</header>
${body}
</section>
`;
}

function tabList(title: string, tabs: readonly CardTab[]): Html {
  const links = tabs.map(
    ({ href, label, current }) =>
      html`<a href="${href}" data-soft ${current ? html`aria-current="true"` : null}>${label}</a>`,
  );
  return html`<nav class="views" aria-label="${title}">${links}</nav>`;
}

function moreMenu({ text }: Frame, title: string, menus: readonly CardMenu[]): Html {
  const words = text.dashboard;
  const parts = menus.map(
    (menu) => html`${menus.length > 1 ? html`<h3>${menu.title}</h3>` : null}
<a class="item" href="${menu.csv}" download>${words.csv}</a>
${askThis({ text }, menu.question)}`,
  );
  return html`<details class="menu more">
<summary aria-label="${words.more(title)}"><span aria-hidden="true">⋯</span></summary>
<div>${parts}</div>
</details>`;
}

function askThis({ text }: Pick<Frame, "text">, { words, tool, input }: CardMenu["question"]): Html {
  return html`<div class="ask-this">
<p><strong>${text.dashboard.askTitle}</strong></p>
<p class="note">${text.dashboard.askLead}</p>
${copyText(`${words}\n\n${tool} ${JSON.stringify(input)}`)}
</div>`;
}
