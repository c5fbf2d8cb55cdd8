import type { TestResult } from "../connection-test/finding.ts";
import { isLocalAddress } from "../connection-test/run.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { tokenField } from "../layout.ts";
import type { ConnectGuide } from "./connect-guide.ts";

const SIGNS = { good: "✓", bad: "✕", left_out: "–" };

/** The button that tests the way from an assistant to a project, and what came of it. */
export function connectionTestCard(frame: Frame, { project, client, test, mcpUrl }: ConnectGuide): Html {
  const { title, lead, submit, again } = frame.text.guide.test;
  return html`<section class="card stack" id="test"><h2>${title}</h2><p>${lead}</p>
${test ? resultList(frame, test, mcpUrl) : null}
<form method="post" action="/projects/${project.id}/settings/connect/test#test">${tokenField(frame.formToken)}
<input type="hidden" name="client" value="${client}">
<button type="submit" class="${test ? "plain" : ""}">${test ? again : submit}</button></form></section>`;
}

function resultList(frame: Frame, test: readonly TestResult[], mcpUrl: string): Html {
  const words = frame.text.connectionTest;
  const isGood = test.every(({ outcome }) => outcome === "good");
  const good = isLocalAddress(mcpUrl) ? words.goodHere : words.good;
  return html`<p class="notice ${isGood ? "good" : "bad"}" role="${isGood ? "status" : "alert"}">${isGood ? good : words.bad}</p>
<ol class="checks">${test.map((result) => resultItem(frame, result))}</ol>`;
}

function resultItem({ text }: Frame, { step, outcome, finding, said }: TestResult): Html {
  const words = text.connectionTest;
  const told = finding ? words.findings[finding.name](finding.about) : null;
  return html`<li class="${outcome}"><p><span class="sign" aria-hidden="true">${SIGNS[outcome]}</span> <strong>${words.steps[step]}</strong> <span class="note">${words.outcomes[outcome]}</span></p>
${told ? html`<p>${told.why}</p><p>${text.diagnosis.next}: ${told.next}</p>` : null}
${said ? html`<p class="note">${words.answer}: ${said}</p>` : null}</li>`;
}
