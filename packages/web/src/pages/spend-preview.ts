import type { ProjectDetails } from "@heliometer/accounts";
import { showReceived } from "@heliometer/core";
import { type SpendFile, type StoredSpend, sumSpend } from "@heliometer/revenue";
import { projectHead } from "../components/project-head.ts";
import { rowFaults } from "../components/row-faults.ts";
import { spendMonths } from "../components/spend-months.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import { revenuePath } from "./revenue-settings.ts";

export interface SpendPreview {
  project: ProjectDetails;
  file: SpendFile;
  /** How the rows stand to what is stored. */
  changes: StoredSpend;
  /** What was sent, to be sent once more when it is to be stored. */
  sent: { file: string; currency: string; channel: string };
}

/** What a file of spend would store, or what is wrong with it. Nothing is stored yet. */
export function spendPreviewPage(frame: Frame, preview: SpendPreview): Page {
  const words = frame.text.revenue;
  const { project, file } = preview;
  const body = html`${projectHead(frame, project, { section: "revenue" })}
<div class="stack">
${file.faults.length > 0 ? rowFaults(frame, file.faults) : null}
<section class="card stack"><h2>${file.faults.length === 0 ? words.previewTitle : words.formats[file.format]}</h2>
<ul>${linesOf(frame, preview).map((line) => html`<li>${line}</li>`)}</ul>
${file.faults.length === 0 ? html`${spendMonths(frame, sumSpend(file.rows))}${storeForm(frame, preview)}` : null}
<p><a href="${revenuePath(project)}">${words.back}</a></p>
</section></div>`;
  return { title: `${words.previewTitle} · ${project.name}`, body };
}

function linesOf({ text, format }: Frame, { file, changes }: SpendPreview): string[] {
  const words = text.revenue;
  const count = (value: number) => format.number(value);
  const spokenCounts = {
    created: count(changes.created),
    updated: count(changes.updated),
    unchanged: count(changes.unchanged),
  };
  return [
    `${words.formats[file.format]}. ${words.rowsRead(count(file.rowsRead))}`,
    ...(file.decimalSign === null ? [] : [file.decimalSign === "." ? words.signs.point : words.signs.comma]),
    ...(file.rowsJoined > 0 ? [words.joined(count(file.rowsJoined))] : []),
    ...(file.totals > 0 ? [words.totals(count(file.totals))] : []),
    ...(file.ignoredColumns.length > 0 ? [words.ignored(showReceived(file.ignoredColumns.join(", ")))] : []),
    ...(file.faults.length === 0 ? [words.changes(spokenCounts)] : []),
  ];
}

function storeForm({ text, formToken }: Frame, { project, sent }: SpendPreview): Html {
  const fields = Object.entries(sent).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${revenuePath(project)}/spend/store" enctype="multipart/form-data">${tokenField(formToken)}${fields}
<div class="actions"><button type="submit">${text.revenue.store}</button></div></form>`;
}
