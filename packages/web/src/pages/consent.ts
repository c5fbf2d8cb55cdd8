import type { ProjectDetails } from "@heliometer/accounts";
import type { Scope } from "@heliometer/core";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { InteractionDetails } from "../interactions.ts";
import { type Page, tokenField } from "../layout.ts";

/** What an assistant is always given: without it there is no answer to any question. */
export const BASE_SCOPE: Scope = "analytics:read";

export interface Consent {
  details: InteractionDetails;
  projects: readonly ProjectDetails[];
  /** Bound to the session and to this interaction. */
  token: string;
  /** What is ticked. */
  chosen: { scopes: ReadonlySet<string>; projectIds: ReadonlySet<string> };
  /** What is missing, as a sentence. */
  error: string | null;
}

/** Asks a person whether a client may read, what, and of which projects. */
export function consentPage(frame: Frame, consent: Consent): Page {
  const { text } = frame;
  const words = text.consent;
  const { details, projects, token, error } = consent;
  const choices =
    projects.length > 0
      ? html`${scopeChoices(frame, consent)}${projectChoices(frame, consent)}`
      : html`<p class="notice bad">${words.noProjects}</p>`;
  const body = html`<article class="card stack consent">
${clientWords(frame, details)}
${error ? html`<p class="notice bad" role="alert">${error}</p>` : null}
<form method="post" action="/connect/${details.uid}" class="stack">${tokenField(token)}
${choices}
<div class="actions decide">
${projects.length > 0 ? html`<button type="submit" name="decision" value="approve" class="armed">${words.approve}</button>` : null}
<button type="submit" name="decision" value="deny" class="plain">${words.deny}</button>
</div>
</form>
<p class="note">${words.later}</p>
${accountWords(frame, details)}
</article>`;
  return { title: words.title(details.client.name), shape: "card", body };
}

function clientWords({ text }: Frame, { client }: InteractionDetails): Html {
  const words = text.consent;
  const host = client.isLocalApp ? words.localApp : client.redirectHost;
  return html`<div>
<h1>${words.title(client.name)}</h1>
<p>${words.lead}</p></div>
<div class="target">
<p class="note">${words.sendsTo}</p>
<p class="host">${host}</p>
${client.isLocalApp ? html`<p class="note">${client.redirectHost}</p>` : null}
<p><span class="tag warn">${words.unverified}</span> <small>${words.unverifiedHint}</small></p>
</div>`;
}

function scopeChoices({ text }: Frame, { details, chosen }: Consent): Html {
  const choice = (scope: Scope) => {
    const { name, detail } = text.scopes[scope];
    if (scope === BASE_SCOPE) {
      // A disabled box is not posted; the scope is added when the form arrives.
      return html`<label class="choice fixed"><input type="checkbox" checked disabled>
<strong>${name}</strong><small>${detail} ${text.consent.always}</small></label>`;
    }
    return html`<label class="choice"><input type="checkbox" name="scope" value="${scope}" ${chosen.scopes.has(scope) ? html`checked` : null}>
<strong>${name}</strong><small>${detail}</small></label>`;
  };
  return html`<fieldset><legend>${text.consent.scopesTitle}</legend>${details.scopes.map(choice)}</fieldset>`;
}

function projectChoices({ text }: Frame, { projects, chosen }: Consent): Html {
  const choice = ({ id, name, domains, mcpEnabled }: ProjectDetails) => html`<label class="choice">
<input type="checkbox" name="project" value="${id}" ${chosen.projectIds.has(id) ? html`checked` : null}>
<strong>${name}</strong><small>${mcpEnabled ? domains.join(", ") : text.consent.assistantsOff}</small></label>`;
  return html`<fieldset><legend>${text.consent.projectsTitle}</legend>${projects.map(choice)}</fieldset>`;
}

function accountWords({ text, user, formToken }: Frame, { uid }: InteractionDetails): Html {
  const words = text.consent;
  return html`<form method="post" action="/sign-out" class="account">${tokenField(formToken)}
<input type="hidden" name="next" value="/connect/${uid}">
<p class="note">${words.signedInAs} <strong>${user?.email}</strong></p>
<button type="submit" class="link">${words.switchAccount}</button></form>`;
}
