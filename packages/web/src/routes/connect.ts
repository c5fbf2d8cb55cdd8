import { listProjects, type ProjectDetails } from "@heliometer/accounts";
import { NotFound, type Scope } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import type { InteractionDetails } from "../interactions.ts";
import type { Speech } from "../language.ts";
import { type Consent, consentPage } from "../pages/consent.ts";
import { InteractionGone } from "../security/interaction-gone.ts";
import { type Result, requireOwnForm, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/connect/:uid";

/** The pages of an authorization: signing in where needed, then the question whether the client may read. */
export function routeConnect(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    signedIn(web, (visit) => ask(web, visit)),
  );
  scope.post(
    PATH,
    // The form is bound to its interaction as well, so it is checked once that is known.
    signedIn(web, (visit) => decide(web, visit), { checksForm: true }),
  );
}

async function ask(web: Web, visit: Visit): Promise<Result> {
  const { request, reply, frame, accounts } = visit;
  const details = await readDetails(web, visit);
  const { userId } = frame.user;
  // Also when somebody else signed in meanwhile: the authorization then starts over in the name of who is here now.
  if (details.step === "login" || details.boundUserId !== userId) {
    return { redirect: await web.interactions.signedIn(request, reply, { userId }) };
  }
  const projects = await listProjects(accounts);
  const only = projects.length === 1 ? projects : [];
  const chosen = { scopes: new Set<string>(details.scopes), projectIds: new Set(only.map(({ id }) => id)) };
  return show(web, visit, { details, projects, chosen, error: null });
}

async function decide(web: Web, visit: Visit): Promise<Result> {
  const { request, reply, frame, accounts, form } = visit;
  const details = await readDetails(web, visit);
  requireOwnForm(web, visit, { purpose: "consent", interaction: details.uid });
  const { userId } = frame.user;
  if (details.step === "login" || details.boundUserId !== userId) {
    return { redirect: await web.interactions.signedIn(request, reply, { userId }) };
  }
  if (form.get("decision") !== "approve") return { redirect: await web.interactions.deny(request, reply) };

  const projects = await listProjects(accounts);
  const chosenOnes = chosenProjects(projects, form);
  const projectIds = chosenOnes.map(({ id }) => id);
  const scopes = chosenScopes(details, form);
  const held = scopes.filter((scope) => chosenOnes.some((project) => project.scopes.includes(scope)));
  const error = missing(frame, { scopes, held, projectIds });
  if (error) {
    const chosen = { scopes: new Set<string>(scopes), projectIds: new Set(projectIds) };
    return { ...show(web, visit, { details, projects, chosen, error }), status: 422 };
  }
  return { redirect: await web.interactions.grant(request, reply, { userId, scopes: held, projectIds }) };
}

function show(web: Web, { frame }: Visit, consent: Omit<Consent, "token">) {
  const { uid } = consent.details;
  const token = web.tokens.sign({ purpose: "consent", holder: frame.user.sessionId, interaction: uid });
  return { ...consentPage(frame, { ...consent, token }), formsLeave: true };
}

async function readDetails(web: Web, { request, reply }: Visit): Promise<InteractionDetails> {
  try {
    return await web.interactions.details(request, reply);
  } catch (error) {
    throw error instanceof NotFound ? new InteractionGone() : error;
  }
}

/** What was asked for and left ticked. */
function chosenScopes({ scopes, optionalScopes }: InteractionDetails, form: URLSearchParams): Scope[] {
  const ticked = new Set(form.getAll("scope"));
  return scopes.filter((scope) => !optionalScopes.includes(scope) || ticked.has(scope));
}

/** Ticked projects of which the person is a member at this moment. */
function chosenProjects(projects: readonly ProjectDetails[], form: URLSearchParams): ProjectDetails[] {
  const ticked = new Set(form.getAll("project"));
  return projects.filter(({ id }) => ticked.has(id));
}

interface Choice {
  projectIds: readonly string[];
  /** What was left ticked, and the part of it that the person's role holds in a chosen project. */
  scopes: readonly Scope[];
  held: readonly Scope[];
}

function missing({ text }: Speech, { projectIds, scopes, held }: Choice): string | null {
  if (projectIds.length === 0) return text.consent.chooseProject;
  if (scopes.length === 0) return text.consent.chooseScope;
  return held.length === 0 ? text.consent.roleTooLow : null;
}
