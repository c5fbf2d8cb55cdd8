import {
  DOMAIN_RULES,
  type ErasureView,
  ID_RULES,
  type PrivacySettings,
  type ProjectDetails,
  SIGNAL_RULES,
} from "@heliometer/accounts";
import { badNotice } from "../components/bad-notice.ts";
import { copyText } from "../components/copy-text.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import { STATEMENTS } from "../privacy-statement.ts";

export interface PrivacyPage {
  project: ProjectDetails;
  settings: PrivacySettings;
  erasures: readonly ErasureView[];
  /** The address of this instance. */
  host: string;
  done: string | null;
  /** A form that could not be taken. */
  refused: string | null;
}

/** What a project collects of its visitors, for how long, and how one is forgotten. */
export function privacyPage(frame: Frame, page: PrivacyPage): Page {
  const words = frame.text.privacy;
  const body = html`${projectHead(frame, page.project, { section: "privacy" })}
<div class="stack">
${notice(page.done)}
${badNotice(page.refused)}
<p>${words.lead}</p>
${rulesCard(frame, page)}
<section class="card stack"><h2>${words.ownTitle}</h2><p>${words.ownLead}</p>${copyText("#hm_out")}</section>
<section class="card stack"><h2>${words.presetTitle}</h2><p>${words.presetLead}</p>
<form method="post" action="${pathOf(page)}/preset">${tokenField(frame.formToken)}<button type="submit">${words.preset}</button></form></section>
${statementCard(frame, page)}
${eraseCard(frame, page)}
${page.erasures.length > 0 ? erasuresTable(frame, page) : null}
</div>`;
  return { title: `${words.title} · ${page.project.name}`, body };
}

function rulesCard(frame: Frame, page: PrivacyPage): Html {
  const words = frame.text.privacy;
  const { settings, project } = page;
  return html`<section class="card stack"><h2>${words.rulesTitle}</h2>
<form method="post" action="${pathOf(page)}" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.retention}
<input type="number" name="retentionDays" min="0" max="36500" required value="${String(settings.retentionDays)}"></label>
${choice("idRule", { label: words.idRule, values: ID_RULES, names: words.idRules, chosen: settings.idRule })}
${choice("signalRule", { label: words.signalRule, values: SIGNAL_RULES, names: words.signalRules, chosen: settings.signalRule })}
${choice("domainRule", { label: words.domainRule, values: DOMAIN_RULES, names: words.domainRules, chosen: settings.domainRule })}
<label>${words.domains}
<textarea name="domains" rows="3" spellcheck="false" autocapitalize="none">${project.domains.join("\n")}</textarea></label>
<label>${words.networks}
<textarea name="networks" rows="3" spellcheck="false" autocapitalize="none">${settings.excludedNetworks.join("\n")}</textarea></label>
<div class="actions"><button type="submit">${words.save}</button></div>
</form></section>`;
}

interface Choice {
  label: string;
  values: readonly string[];
  names: Readonly<Record<string, string>>;
  chosen: string;
}

function choice(name: string, { label, values, names, chosen }: Choice): Html {
  const options = values.map(
    (value) =>
      html`<option value="${value}" ${value === chosen ? html`selected` : null}>${names[value] ?? value}</option>`,
  );
  return html`<label>${label}<select name="${name}">${options}</select></label>`;
}

function statementCard(frame: Frame, { settings, host }: PrivacyPage): Html {
  const words = frame.text.privacy;
  const facts = { ...settings, host };
  return html`<section class="card stack"><h2>${words.statementTitle}</h2><p>${words.statementLead}</p>
<details class="fold"><summary>${words.english}</summary><div lang="en">${copyText(STATEMENTS.en(facts))}</div></details>
<details class="fold"><summary>${words.german}</summary><div lang="de">${copyText(STATEMENTS.de(facts))}</div></details>
</section>`;
}

function eraseCard(frame: Frame, page: PrivacyPage): Html {
  const words = frame.text.privacy;
  const kinds = Object.keys(words.kinds);
  return html`<section class="card stack"><h2>${words.eraseTitle}</h2><p>${words.eraseLead}</p>
<form method="post" action="${pathOf(page)}/erase" class="stack narrow">${tokenField(frame.formToken)}
${choice("by", { label: words.eraseBy, values: kinds, names: words.kinds, chosen: "visitorId" })}
<label>${words.eraseWho}
<input type="text" name="who" required maxlength="512" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<div class="actions"><button type="submit" class="danger">${words.eraseSubmit}</button></div>
</form></section>`;
}

function erasuresTable({ text, format }: Frame, { erasures, project }: PrivacyPage): Html {
  const words = text.privacy;
  const { columns } = words;
  const rows = erasures.map(
    (erasure) => html`<tr>
<th scope="row" class="when">${format.instant(erasure.askedAt, project.timezone)}</th>
<td data-label="${columns.by}">${erasure.askedBy ?? words.commandLine}</td>
<td data-label="${columns.digest}"><code>${erasure.digest}</code></td>
<td data-label="${columns.state}">${words.states[stateOf(erasure)]}</td>
<td data-label="${columns.events}">${format.number(erasure.events)}</td>
<td data-label="${columns.sessions}">${format.number(erasure.sessions)}</td>
</tr>`,
  );
  return html`<h2>${words.erasuresTitle}</h2><table class="records">
<thead><tr>${Object.values(columns).map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function stateOf({ passes, doneAt }: ErasureView): "waiting" | "again" | "done" {
  if (doneAt !== null) return "done";
  return passes > 0 ? "again" : "waiting";
}

function pathOf({ project }: PrivacyPage): string {
  return `/projects/${encodeURIComponent(project.id)}/settings/privacy`;
}
