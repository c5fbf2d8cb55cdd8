import { type InstanceSettings, PRIVILEGE_LEVELS } from "@heliometer/accounts";
import { PLANS } from "@heliometer/core";
import { notice } from "../components/notice.ts";
import { operationHead } from "../components/operation-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import type { Health, Operation } from "../options.ts";

const BYTES_PER_MB = 1_048_576;

/** The instance's switch, its cap and the plan of new organizations. */
export function instanceMcpPage(
  frame: Frame,
  { instance, done }: { instance: InstanceSettings; done: string | null },
): Page {
  const { text, formToken } = frame;
  const words = text.operation.mcp;
  const { mcpEnabled, maximumMcpPrivilege, defaultPlan } = instance;
  const levels = PRIVILEGE_LEVELS.map(
    (level) =>
      html`<label class="choice"><input type="radio" name="maximumMcpPrivilege" value="${level}" ${level === maximumMcpPrivilege ? html`checked` : null}><strong>${words.levels[level]}</strong></label>`,
  );
  const plans = PLANS.map(
    (plan) => html`<option value="${plan}" ${plan === defaultPlan ? html`selected` : null}>${plan}</option>`,
  );
  const body = html`${operationHead(frame, "mcp")}
<div class="stack">
${notice(done)}
<section class="card stack"><h2>${words.switchTitle}</h2><p>${mcpEnabled ? words.isOn : words.isOff}</p>
<form method="post" action="/admin/mcp">${tokenField(formToken)}
<input type="hidden" name="mcpEnabled" value="${mcpEnabled ? "no" : "yes"}">
<button type="submit" class="${mcpEnabled ? "danger" : ""}">${mcpEnabled ? words.switchOff : words.switchOn}</button></form></section>
<section class="card stack"><h2>${words.capTitle}</h2><p>${words.capLead}</p>
<form method="post" action="/admin/mcp" class="stack narrow">${tokenField(formToken)}
<fieldset><legend class="hidden-text">${words.capTitle}</legend>${levels}</fieldset>
<label>${words.planTitle}<select name="defaultPlan">${plans}</select></label>
<button type="submit">${words.save}</button></form></section>
</div>`;
  return { title: `${text.operation.tabs.mcp} · ${text.operation.title}`, shape: "reading", body };
}

/** Who may come in: people and apps. */
export function registrationPage(frame: Frame, { hosts, prefixes, clientDocuments }: Operation["registration"]): Page {
  const { text } = frame;
  const words = text.operation.registration;
  const body = html`${operationHead(frame, "registration")}
<div class="stack">
<section class="card stack"><h2>${words.peopleTitle}</h2><p>${words.people}</p></section>
<section class="card stack"><h2>${words.appsTitle}</h2><p>${words.apps}</p>
<dl class="facts">
${fact(words.hosts, hosts.length > 0 ? words.onlyHosts(hosts.join(", ")) : words.anyHost)}
${fact(words.prefixes, prefixes.join(", ") || words.none)}
${fact(words.documents, words.documentRules[clientDocuments])}
</dl><p class="note">${words.how}</p></section>
</div>`;
  return { title: `${text.operation.tabs.registration} · ${text.operation.title}`, shape: "reading", body };
}

/** How the process is at this moment. */
export function healthPage(frame: Frame, running: Operation & { now: Health; publicUrl: string }): Page {
  const { text, format } = frame;
  const words = text.operation.health;
  const { now, stores, version, publicUrl } = running;
  const isWell = now.controlStore && now.eventStore && now.refusing === null && !now.isReplaying;
  const body = html`${operationHead(frame, "health")}
<div class="stack">
<p class="notice ${isWell ? "good" : "bad"}" role="status">${isWell ? words.good : words.bad}</p>
<section class="card stack"><h2>${text.operation.tabs.health}</h2>
<dl class="facts">
${fact(words.version, version)}
${fact(words.address, publicUrl)}
${fact(words.controlStore, now.controlStore ? words.answers(stores.control) : words.silent(stores.control))}
${fact(words.eventStore, now.eventStore ? words.answers(stores.events) : words.silent(stores.events))}
${fact(words.taking, takingIn(frame, now))}
${fact(words.backlog, format.number(now.backlogEntries))}
${fact(words.uptime, format.wait(now.uptimeSeconds))}
${fact(words.memory, words.megabytes(format.number(Math.round(now.memoryBytes / BYTES_PER_MB))))}
</dl><p class="note">${words.node}</p></section>
</div>`;
  return { title: `${text.operation.tabs.health} · ${text.operation.title}`, shape: "reading", body };
}

function takingIn({ text }: Frame, { isReplaying, refusing }: Health): string {
  const words = text.operation.health;
  if (refusing !== null) return words.refusing[refusing] ?? refusing;
  return isReplaying ? words.replaying : words.yes;
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
