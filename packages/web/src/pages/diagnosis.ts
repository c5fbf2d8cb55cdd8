import type { Attempt, AttemptStep, ClientAttempts, ProjectDetails } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import { projectHead } from "../components/project-head.ts";
import { diagnose } from "../diagnosis.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { Page } from "../layout.ts";

export interface DiagnosisPage {
  project: ProjectDetails;
  clients: readonly ClientAttempts[];
  /** The one address that people enter in their assistants. */
  mcpUrl: string;
}

/** Why an assistant did not get in: the last attempts of each, in plain words, with what to do. */
export function diagnosisPage(frame: Frame, page: DiagnosisPage): Page {
  const { project, clients } = page;
  const words = frame.text.diagnosis;
  const connect = `/projects/${encodeURIComponent(project.id)}/settings/connect`;
  const none = html`<div class="card empty"><p>${words.none}</p><p><a href="${connect}">${words.noneAction}</a></p></div>`;
  const body = html`${projectHead(frame, project, { section: "diagnosis" })}
<div class="stack">
<div class="title"><h2>${words.title}</h2><p>${words.lead} ${roleAtLeast(project.role, "admin") ? null : words.ownOnly}</p></div>
${clients.length > 0 ? clients.map((client) => clientCard(frame, page, client)) : none}
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

function clientCard(frame: Frame, page: DiagnosisPage, client: ClientAttempts): Html {
  const words = frame.text.diagnosis;
  const { clientName, redirectHost, attempts } = client;
  return html`<section class="card stack"><div><h3>${clientName ?? words.unknownApp}</h3>
${redirectHost === null ? null : html`<p class="note">${words.address(redirectHost)}</p>`}</div>
<ol class="attempts">${attempts.map((attempt) => attemptItem(frame, page, { attempt, client }))}</ol>
</section>`;
}

function attemptItem(
  { text, format }: Frame,
  { project, mcpUrl }: DiagnosisPage,
  { attempt, client }: { attempt: Attempt; client: ClientAttempts },
): Html {
  const words = text.diagnosis;
  const { tone, sentence, next, decisive } = diagnose(text, { attempt, client, mcpUrl });
  const at = format.instant(decisive?.at ?? 0, project.timezone);
  const who = attempt.userEmail === null ? words.nobody : words.by(attempt.userEmail);
  return html`<li class="attempt ${tone}"><p class="note">${at}, ${who}</p>
<p><strong>${sentence}</strong></p>
${next === null ? null : html`<p>${words.next}: ${next}</p>`}
<details class="behind"><summary>${words.steps}</summary>
<ol>${attempt.steps.map((step) => stepItem({ text, format }, project, step))}</ol></details></li>`;
}

function stepItem(
  { text, format }: Pick<Frame, "text" | "format">,
  { timezone }: ProjectDetails,
  step: AttemptStep,
): Html {
  const words = text.diagnosis;
  const { at, outcome, reason, detail } = step;
  return html`<li>${words.stepNames[step.step]}: ${words.outcomes[outcome]} <span class="note">${format.instant(at, timezone)}</span>
${reason === null ? null : html` <code>${reason}</code>`}
${detail === null ? null : html`<p class="note">${words.detail}: ${detail}</p>`}</li>`;
}
