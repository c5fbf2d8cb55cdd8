import type { ProjectDetails } from "@heliometer/accounts";
import { roleFor } from "@heliometer/accounts";
import type { Scope } from "@heliometer/core";
import { ASSETS } from "../assets.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { InteractionDetails } from "../interactions.ts";
import { type Page, tokenField } from "../layout.ts";

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
  return { title: words.title(details.client.name), shape: "card", body, scripts: [ASSETS.consent.path] };
}

function clientWords({ text }: Frame, { client }: InteractionDetails): Html {
  const words = text.consent;
  const { isLocalApp, isVerified, redirectHost } = client;
  return html`<div>
<h1>${words.title(client.name)}</h1>
<p>${words.lead}</p></div>
<div class="target">
<p class="note">${words.sendsTo}</p>
<p class="host">${isLocalApp ? words.localApp : redirectHost}</p>
${isLocalApp ? html`<p class="note">${redirectHost}</p>` : null}
${isVerified ? html`<p><span class="tag good">${words.verified}</span> <small>${words.verifiedHint(client.name)}</small></p>` : null}
</div>
${isVerified ? null : html`<p class="notice"><strong>${words.unverified}.</strong> ${isLocalApp ? words.localHint : words.unverifiedHint}</p>`}
${documentWarning(text, client)}`;
}

/** Who publishes the client's document may be somebody else than who gets the access. */
function documentWarning({ consent }: Frame["text"], client: InteractionDetails["client"]): Html | null {
  const { documentHost, redirectHost, isLocalApp } = client;
  if (documentHost === null) return null;
  // Every document of an app on the person's own computer names another host than its redirect.
  if (isLocalApp) return html`<p class="note">${consent.documentOf(documentHost)}</p>`;
  if (documentHost === redirectHost) return null;
  return html`<p class="notice bad"><strong>${consent.documentDiffers}</strong> ${consent.documentDiffersHint(documentHost, redirectHost)}</p>`;
}

function scopeChoices({ text }: Frame, { details, projects, chosen }: Consent): Html {
  const words = text.consent;
  const choice = (scope: Scope) => {
    const { name, detail } = text.scopes[scope];
    if (!details.optionalScopes.includes(scope)) {
      // A disabled box is not posted; the scope is added when the form arrives.
      return html`<label class="choice fixed"><input type="checkbox" checked disabled>
<strong>${name}</strong><small>${detail} ${words.always}</small></label>`;
    }
    if (!projects.some(({ scopes }) => scopes.includes(scope))) {
      const role = text.projects.role[roleFor(scope)];
      return html`<label class="choice fixed"><input type="checkbox" disabled>
<strong>${name}</strong><small>${words.scopeNeedsRole(role)}</small></label>`;
    }
    return html`<label class="choice"><input type="checkbox" name="scope" value="${scope}" ${chosen.scopes.has(scope) ? html`checked` : null}>
<strong>${name}</strong><small>${detail}</small></label>`;
  };
  return html`<fieldset><legend>${words.scopesTitle}</legend>${details.scopes.map(choice)}</fieldset>`;
}

function projectChoices({ text }: Frame, { details, projects, chosen }: Consent): Html {
  const words = text.consent;
  /** What the person's role in one project keeps out although it is asked for and held elsewhere. */
  const keptOut = ({ role, scopes }: ProjectDetails) => {
    const elsewhere = details.scopes.filter((scope) => projects.some((each) => each.scopes.includes(scope)));
    const names = elsewhere.filter((scope) => !scopes.includes(scope)).map((scope) => text.scopes[scope].name);
    return names.length > 0 ? words.withoutHere(names.join(", "), text.projects.role[role]) : null;
  };
  const choice = (project: ProjectDetails) => html`<label class="choice">
<input type="checkbox" name="project" value="${project.id}" ${chosen.projectIds.has(project.id) ? html`checked` : null}>
<strong>${project.name}</strong><small>${project.mcpEnabled ? project.domains.join(", ") : words.assistantsOff}</small>
${noteOf(keptOut(project))}</label>`;
  return html`<fieldset><legend>${words.projectsTitle}</legend>${projects.map(choice)}</fieldset>`;
}

function noteOf(words: string | null): Html | null {
  return words === null ? null : html`<small>${words}</small>`;
}

function accountWords({ text, user, formToken }: Frame, { uid }: InteractionDetails): Html {
  const words = text.consent;
  return html`<form method="post" action="/sign-out" class="account">${tokenField(formToken)}
<input type="hidden" name="next" value="/connect/${uid}">
<p class="note">${words.signedInAs} <strong>${user?.email}</strong></p>
<button type="submit" class="link">${words.switchAccount}</button></form>`;
}
