import type { ProjectDetails } from "@heliometer/accounts";
import { CHANNELS } from "@heliometer/core";
import {
  ATTRIBUTION_MODELS,
  type ConnectionView,
  type MissingRate,
  type RevenueSettings,
  type SpendSum,
  WINDOW_DAYS_MAX,
} from "@heliometer/revenue";
import { badNotice } from "../components/bad-notice.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import { spendMonths } from "../components/spend-months.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import { connectionsCard } from "./revenue-connections.ts";

export interface RevenuePage {
  project: ProjectDetails;
  /** Scheme, host and port of this instance. */
  origin: string;
  settings: RevenueSettings;
  connections: readonly ConnectionView[];
  rates: { count: number; firstDay: string | null; lastDay: string | null };
  missing: readonly MissingRate[];
  /** By month and currency, the newest first. */
  spend: readonly SpendSum[];
  done: string | null;
  /** A form that could not be taken. */
  refused: string | null;
  /** Rows of a file that could not be taken. */
  faults: Html | null;
}

/** Where a project's money comes from, what its advertising costs, and how both are counted. */
export function revenuePage(frame: Frame, page: RevenuePage): Page {
  const words = frame.text.revenue;
  const body = html`${projectHead(frame, page.project, { section: "revenue" })}
<div class="stack">
${notice(page.done)}
${badNotice(page.refused)}
${page.faults}
<p>${words.lead}</p>
${connectionsCard(frame, { base: revenuePath(page.project), origin: page.origin, connections: page.connections, timezone: page.project.timezone })}
${spendCard(frame, page)}
${ratesCard(frame, page)}
${settingsCard(frame, page)}
</div>`;
  return { title: `${words.title} · ${page.project.name}`, body };
}

/** The address of this page. */
export function revenuePath({ id }: Pick<ProjectDetails, "id">): string {
  return `/projects/${encodeURIComponent(id)}/settings/revenue`;
}

function spendCard(frame: Frame, { project, spend }: RevenuePage): Html {
  const words = frame.text.revenue;
  const currencies = Intl.supportedValuesOf("currency").map((code) => html`<option value="${code}">${code}</option>`);
  const channels = CHANNELS.map((name) => html`<option value="${name}">${name}</option>`);
  return html`<section class="card stack"><h2>${words.spendTitle}</h2><p>${words.spendLead}</p>
<form method="post" action="${revenuePath(project)}/spend" enctype="multipart/form-data" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.file}<input type="file" name="file" required accept=".csv,.tsv,.txt,text/csv"></label>
<label>${words.currency}<select name="currency"><option value="">${words.anyCurrency}</option>${currencies}</select></label>
<label>${words.channel}<select name="channel"><option value="">${words.usualChannel}</option>${channels}</select></label>
<div class="actions"><button type="submit">${words.preview}</button></div>
</form>
${spend.length > 0 ? spendMonths(frame, spend) : html`<p class="hint">${words.noSpend}</p>`}
</section>`;
}

function ratesCard(frame: Frame, page: RevenuePage): Html {
  const words = frame.text.revenue;
  const { project, rates } = page;
  const { count, firstDay, lastDay } = rates;
  const known =
    firstDay === null || lastDay === null
      ? words.noRates
      : words.ratesKnown(frame.format.number(count), frame.format.day(firstDay), frame.format.day(lastDay));
  return html`<section class="card stack"><h2>${words.ratesTitle}</h2>
<p>${words.ratesLead(project.currency)}</p><p>${known}</p>
${page.missing.length > 0 ? missingTable(frame, page) : null}
<form method="post" action="${revenuePath(project)}/rates" enctype="multipart/form-data" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.ratesFile}<input type="file" name="file" required accept=".csv,.txt,text/csv"></label>
<div class="actions"><button type="submit">${words.storeRates}</button></div>
</form></section>`;
}

function missingTable({ text, format }: Frame, { missing, project }: RevenuePage): Html {
  const words = text.revenue;
  const { currency, amounts, first, last } = words.missingColumns;
  const rows = missing.map(
    (each) => html`<tr><th scope="row">${each.currency}</th>
<td data-label="${amounts}">${format.number(each.amounts)}</td>
<td data-label="${first}">${format.day(each.firstAt, project.timezone)}</td>
<td data-label="${last}">${format.day(each.lastAt, project.timezone)}</td></tr>`,
  );
  return html`<h3>${words.missingTitle}</h3><p>${words.missingLead}</p><table class="records">
<thead><tr>${[currency, amounts, first, last].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table>`;
}

function settingsCard(frame: Frame, { project, settings }: RevenuePage): Html {
  const words = frame.text.revenue;
  const models = ATTRIBUTION_MODELS.map(
    (model) =>
      html`<option value="${model}" ${model === settings.attributionModel ? html`selected` : null}>${words.models[model]}</option>`,
  );
  return html`<section class="card stack"><h2>${words.settingsTitle}</h2>
<form method="post" action="${revenuePath(project)}" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.model}<select name="attributionModel">${models}</select></label>
<label>${words.windowDays}<input type="number" name="windowDays" min="1" max="${String(WINDOW_DAYS_MAX)}" required value="${String(settings.windowDays)}"></label>
<label>${words.margin}<input type="number" name="grossMarginPercent" min="0.01" max="100" step="0.01" required value="${String(settings.grossMarginPercent)}"></label>
<label><input type="checkbox" name="finiteDiscounts" value="yes" ${settings.finiteDiscounts ? html`checked` : null}> ${words.finite}</label>
<div class="actions"><button type="submit">${words.save}</button></div>
</form></section>`;
}
