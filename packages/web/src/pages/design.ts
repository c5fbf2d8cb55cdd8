import { barList } from "../components/bar-list.ts";
import { card } from "../components/card.ts";
import { copyText } from "../components/copy-text.ts";
import { figure } from "../components/figure.ts";
import { notice } from "../components/notice.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

/** Of tokens.css; swatches read them there, so that they show what pages get. */
const COLOURS = [
  "page",
  "surface",
  "sunken",
  "ink",
  "quiet",
  "line",
  "line-strong",
  "accent",
  "accent-strong",
  "on-accent",
  "tint",
  "bar",
  "land",
  "series-main",
  "series-second",
  "good",
  "bad",
];
const SIZES = ["small", "note", "body", "lead", "title", "number"];
const SPACES = [1, 2, 3, 4, 5, 6, 7];

/** Every token and component on one page, to look at when one of them changes. */
export function designPage(frame: Frame): Page {
  const words = frame.text.design;
  const section = (title: string, body: Html) => html`<section class="card stack"><h2>${title}</h2>${body}</section>`;
  const body = html`<div class="title"><h1>${words.title}</h1><p class="note">${words.lead}</p></div>
<div class="cards design">
${section(words.colours, html`<ul class="swatches">${COLOURS.map(swatch)}</ul>`)}
${section(words.type, html`${SIZES.map((size) => html`<p class="size-${size}">${words.sample} <small>${size}</small></p>`)}`)}
${section(words.space, html`<ul class="swatches">${SPACES.map((step) => html`<li><span class="space-${step}"></span>${step}</li>`)}</ul>`)}
${section(words.buttons, buttons(frame))}
${section(words.fields, fields(frame))}
${section(words.messages, messages(frame))}
${section(words.menus, menus(frame))}
${section(words.figures, html`<dl class="figures">${figures(frame)}</dl>`)}
${listSample(frame)}
${section(words.records, records(frame))}
</div>`;
  return { title: words.title, body };
}

/** The colour stands in an SVG attribute: the content policy allows no style of a single element. */
function swatch(name: string): Html {
  return html`<li><svg viewBox="0 0 3 2" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="3" height="2" fill="var(--${name})"></rect></svg>${name}</li>`;
}

function buttons({ text: { design } }: Frame): Html {
  return html`<div class="actions"><button type="button">${design.primary}</button>
<button type="button" class="plain">${design.plain}</button>
<button type="button" class="danger">${design.danger}</button>
<button type="button" class="plain small">${design.plain}</button>
<button type="button" class="link">${design.link}</button>
<button type="button" disabled>${design.disabled}</button></div>`;
}

function fields({ text: { design } }: Frame): Html {
  return html`<label>${design.text}<input name="sample" value="${design.sample}"></label>
<label>${design.choice}<select name="choice"><option>${design.primary}</option><option>${design.plain}</option></select></label>
<div><label class="choice"><input type="radio" name="kind" checked><strong>${design.primary}</strong><small>${design.choiceHint}</small></label>
<label class="choice"><input type="radio" name="kind"><strong>${design.plain}</strong><small>${design.choiceHint}</small></label></div>
${copyText("https://analytics.example.com/api/v1/mcp")}`;
}

function messages({ text: { design } }: Frame): Html {
  return html`<p class="notice">${design.news}</p>${notice(design.good)}<p class="notice bad">${design.bad}</p>
<p><span class="tag">${design.tag}</span> <span class="tag good">${design.tag}</span> <span class="tag warn">${design.tag}</span></p>
<p class="empty">${design.none}</p>`;
}

function menus({ text: { design } }: Frame): Html {
  return html`<div class="actions"><details class="menu"><summary>${design.choice}</summary><div><nav class="items" aria-label="${design.choice}"><a class="item" href="#content" aria-current="true">${design.primary}</a><a class="item" href="#content">${design.plain}</a></nav></div></details>
<ul class="chips"><li><a class="chip" href="#content">${design.tag}<span aria-hidden="true">×</span></a></li></ul></div>
<nav class="pills" aria-label="${design.menus}"><a href="#content" aria-current="page">${design.primary}</a><a href="#content">${design.plain}</a></nav>
<details class="fold"><summary>${design.more}</summary><div>${design.sample}</div></details>`;
}

function figures(frame: Frame): Html[] {
  const samples = [
    { name: "uniqueVisitors", value: 5_395, change: 2.1 },
    { name: "bounceRate", value: 43.1, change: 0.2 },
    { name: "avgDuration", value: null, change: null },
  ] as const;
  return samples.map((sample, index) => figure(frame, { ...sample, href: "#content", current: index === 0 }));
}

function listSample(frame: Frame): Html {
  const { text, format } = frame;
  const tab = (label: string, current: boolean) => ({ href: "#content", label, current });
  const rows = [1_791, 1_508, 278].map((value, index) => ({
    label: `${text.design.sample} ${index + 1}`,
    value,
    share: format.percent(value / 50),
    link: { href: "#content", title: `${text.design.plain}: ${text.design.sample} ${index + 1}`, current: index === 1 },
  }));
  const list = barList({
    columns: { label: text.dashboard.labels.name, value: text.dashboard.numbers.visitors },
    rows,
    empty: text.design.none,
    formatValue: format.number,
  });
  const tabs = [tab(text.design.primary, true), tab(text.design.plain, false)];
  const menu = {
    title: text.design.lists,
    csv: "#content",
    question: { words: text.design.sample, tool: "get_analytics", input: {} },
  };
  return card(frame, { name: "lists", title: text.design.lists, tabs, menus: [menu], body: list });
}

function records({ text, format }: Frame): Html {
  const { columns } = text.keys;
  const row = (name: string) =>
    html`<tr><th scope="row">${name}</th><td data-label="${columns.created}">${format.day(0)}</td><td class="end"><button type="button" class="danger small">${text.keys.revoke}</button></td></tr>`;
  return html`<table class="records"><thead><tr><th scope="col">${columns.name}</th><th scope="col">${columns.created}</th><th scope="col" class="end">${columns.action}</th></tr></thead><tbody>${row(text.design.primary)}${row(text.design.plain)}</tbody></table>
<dl class="facts"><div><dt>${columns.kind}</dt><dd>${text.keys.kinds.read}</dd></div><div><dt>${columns.key}</dt><dd><code>hm_sk_…</code></dd></div></dl>`;
}
