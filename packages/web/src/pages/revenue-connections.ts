import { type ConnectionView, PROVIDERS } from "@heliometer/revenue";
import { copyText } from "../components/copy-text.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { tokenField } from "../layout.ts";

export interface ConnectionsCard {
  /** The address of the page. */
  base: string;
  origin: string;
  connections: readonly ConnectionView[];
  timezone: string;
}

/** The payment providers of a project: what came of them, what failed, and how one is connected. */
export function connectionsCard(frame: Frame, card: ConnectionsCard): Html {
  const words = frame.text.revenue;
  const { connections } = card;
  return html`<section class="card stack"><h2>${words.providersTitle}</h2><p>${words.providersLead}</p>
${connections.length === 0 ? html`<p>${words.noProviders}</p>` : connections.map((each) => connectionPart(frame, card, each))}
<details class="fold" ${connections.length === 0 ? html`open` : null}><summary>${words.connectTitle}</summary><div>${connectForm(frame, card)}</div></details>
</section>`;
}

function connectForm(frame: Frame, { base }: ConnectionsCard): Html {
  const words = frame.text.revenue;
  const providers = PROVIDERS.map(({ name, title }) => html`<option value="${name}">${title}</option>`);
  return html`<form method="post" action="${base}/connect" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.provider}<select name="provider">${providers}</select></label>
<label>${words.name}<input type="text" name="name" maxlength="80" autocomplete="off"></label>
${secretFields(frame)}
<p class="hint">${words.secretLater}</p>
<div class="actions"><button type="submit">${words.connect}</button></div>
</form>`;
}

function secretFields({ text }: Frame): Html {
  const words = text.revenue;
  return html`<label>${words.signingSecret}<input type="password" name="signingSecret" maxlength="500" autocomplete="off" spellcheck="false"></label>
<label>${words.apiKey}<input type="password" name="apiKey" maxlength="500" autocomplete="off" spellcheck="false"></label>`;
}

function connectionPart(frame: Frame, card: ConnectionsCard, connection: ConnectionView): Html {
  const words = frame.text.revenue;
  const { format } = frame;
  const provider = PROVIDERS.find(({ name }) => name === connection.provider)?.title ?? connection.provider;
  const when = (at: number) => format.instant(at, card.timezone);
  const facts: readonly (readonly [string, string])[] = [
    [words.facts.secret, connection.hasSigningSecret ? words.there : words.missing],
    [words.facts.key, connection.hasApiKey ? words.there : words.missing],
    [words.facts.last, connection.lastDeliveryAt === null ? words.never : when(connection.lastDeliveryAt)],
    [words.facts.applied, format.number(connection.applied)],
    [words.facts.waiting, format.number(connection.waiting)],
    [words.facts.refused, format.number(connection.refused)],
    [words.facts.history, historyWords(frame, connection)],
  ];
  return html`<section class="stack"><h3>${connection.name === provider ? provider : `${connection.name} · ${provider}`}</h3>
<p>${words.address}</p>${copyText(`${card.origin}${connection.webhookPath}`)}
<dl class="facts">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${
  connection.lastRefusedAt === null
    ? null
    : html`<p class="hint">${words.refusedLast(when(connection.lastRefusedAt), connection.lastRefusedReason ?? "")}</p>`
}
${connection.failures.length > 0 ? failuresTable(frame, connection, when) : null}
${actions(frame, card, connection)}
</section>`;
}

function historyWords({ text, format }: Frame, { backfill }: ConnectionView): string {
  const words = text.revenue.history;
  if (!backfill) return words.none;
  const said = words[backfill.state](format.number(backfill.objects));
  return backfill.reason === null ? said : `${said}: ${backfill.reason}`;
}

function failuresTable({ text }: Frame, { failures }: ConnectionView, when: (at: number) => string): Html {
  const words = text.revenue;
  const { when: cameLabel, type, reason, next } = words.failureColumns;
  const nextOf = ({ isApplied, nextAttemptAt }: ConnectionView["failures"][number]) =>
    nextAttemptAt === null ? (isApplied ? words.noted : words.gaveUp) : when(nextAttemptAt);
  const rows = failures.map(
    (failure) => html`<tr><th scope="row" class="when">${when(failure.receivedAt)}</th>
<td data-label="${type}"><code>${failure.eventType}</code></td>
<td data-label="${reason}">${failure.reason}</td>
<td data-label="${next}">${nextOf(failure)}</td></tr>`,
  );
  return html`<h4>${words.failuresTitle}</h4><table class="records">
<thead><tr>${[cameLabel, type, reason, next].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table>`;
}

function actions(frame: Frame, { base }: ConnectionsCard, connection: ConnectionView): Html {
  const words = frame.text.revenue;
  const path = `${base}/connections/${encodeURIComponent(connection.id)}`;
  const state = connection.backfill?.state;
  const isRunning = state === "running";
  const label = isRunning ? words.stop : state === "failed" || state === "stopped" ? words.goOn : words.readHistory;
  const history = html`<form method="post" action="${path}/${isRunning ? "stop" : "history"}">${tokenField(frame.formToken)}<button type="submit" class="secondary">${label}</button></form>`;
  return html`${connection.hasApiKey ? html`<div class="actions">${history}</div>` : null}
<details class="fold"><summary>${words.replaceTitle}</summary><div>
<form method="post" action="${path}/secrets" class="stack narrow">${tokenField(frame.formToken)}
<p class="hint">${words.replaceLead}</p>${secretFields(frame)}
<div class="actions"><button type="submit">${words.save}</button></div></form></div></details>
<details class="fold"><summary>${words.disconnect}</summary><div>
<form method="post" action="${path}/disconnect" class="stack">${tokenField(frame.formToken)}<p>${words.disconnectLead}</p>
<div class="actions"><button type="submit" class="danger">${words.disconnect}</button></div></form></div></details>`;
}
