import type { IncomingMessage } from "node:http";
import { InvalidInput, NotFound, SCOPES, type Scope } from "@heliometer/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import type { InteractionResults } from "oidc-provider";
import { z } from "zod";
import { type Addresses, PATHS } from "./addresses.ts";
import { libraryRequest } from "./forward.ts";
import type { Decision, InteractionDetails, Interactions, OauthOptions } from "./options.ts";
import { documentHost, knownProduct } from "./registration/known-clients.ts";
import { isLocalRedirect, redirectHost } from "./registration/redirects.ts";
import { describeStep, type StepName } from "./steps.ts";
import { UNNAMED_CLIENT } from "./store/clients.ts";
import { storeConsent } from "./store/consent.ts";
import { deleteSession } from "./store/records.ts";

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

interface Parts {
  provider: Provider;
  options: OauthOptions;
  addresses: Addresses;
}

/** One interaction of one browser, found by its cookie. */
interface Found {
  interaction: Interaction;
  message: IncomingMessage;
  request: FastifyRequest;
  reply: FastifyReply;
  /** The session that the interaction belongs to has ended or changed hands. */
  isStale: boolean;
  boundUserId: string | null;
}

/** Without it there is no answer to any question, so it cannot be left out. */
const BASE_SCOPE: Scope = "analytics:read";
const Route = z.object({ uid: z.string() });

/** How pages take part in an authorization; see `Interactions`. */
export function createInteractions(parts: Parts): Interactions {
  return {
    async details(request, reply) {
      return describe(parts, await find(parts, request, reply));
    },
    async grant(request, reply, decision) {
      return grant(parts, await find(parts, request, reply), decision);
    },
    async deny(request, reply) {
      const found = await find(parts, request, reply);
      await report(parts, found, "denied");
      const result = { error: "access_denied", error_description: "The user did not allow the connection." };
      return finish(parts, found, result);
    },
    async signedIn(request, reply, { userId }) {
      const found = await find(parts, request, reply);
      if (belongsToAnother(found, userId)) return restart(parts, found);
      if (found.interaction.prompt.name !== "login") return parts.options.interactionPath(found.interaction.uid);
      return finish(parts, found, loginOf(userId));
    },
  };
}

/** The library goes by the cookie alone: another interaction's address would show, and approve, this one. */
async function find({ provider, addresses }: Parts, request: FastifyRequest, reply: FastifyReply): Promise<Found> {
  const message = libraryRequest(request, addresses, { url: request.raw.url ?? "/", accept: "text/html" });
  const cookie = provider
    .createContext(message, reply.raw)
    .cookies.get(provider.cookieName("interaction"), { signed: true });
  const route = Route.safeParse(request.params);
  const interaction = cookie !== undefined && cookie === route.data?.uid && (await provider.Interaction.find(cookie));
  if (!interaction)
    throw new NotFound("This attempt to connect has expired. Go back to your assistant and connect again.");

  const session = interaction.session && (await provider.Session.findByUid(interaction.session.uid));
  const isStale = interaction.session !== undefined && session?.accountId !== interaction.session.accountId;
  const boundUserId = isStale ? null : (interaction.session?.accountId ?? null);
  return { interaction, message, request, reply, isStale, boundUserId };
}

async function describe(
  { provider }: Parts,
  { interaction, isStale, boundUserId }: Found,
): Promise<InteractionDetails> {
  const { clientId, redirectUri } = requestOf(interaction);
  const client = await provider.Client.find(clientId);
  const product = knownProduct(redirectUri);
  const scopes = requestedScopes(interaction);
  return {
    uid: interaction.uid,
    step: isStale || interaction.prompt.name === "login" ? "login" : "consent",
    client: {
      id: clientId,
      name: product ?? client?.clientName ?? UNNAMED_CLIENT,
      redirectHost: redirectHost(redirectUri),
      redirectUri,
      isLocalApp: isLocalRedirect(redirectUri),
      isVerified: product !== null,
      documentHost: documentHost(clientId),
    },
    scopes,
    optionalScopes: scopes.filter((scope) => scope !== BASE_SCOPE),
    boundUserId,
  };
}

async function grant(parts: Parts, found: Found, decision: Decision): Promise<string> {
  if (belongsToAnother(found, decision.userId)) return restart(parts, found);
  const { interaction } = found;
  const { clientId, redirectUri } = requestOf(interaction);
  const requested = requestedScopes(interaction);
  const grantId = await storeConsent({
    db: parts.options.db,
    now: parts.options.clock(),
    resource: parts.addresses.resource,
    consent: {
      // The flow's id: one id runs from the authorization request through every refresh.
      grantId: interaction.grantId ?? interaction.cid,
      userId: decision.userId,
      clientId,
      redirectHost: redirectHost(redirectUri),
      requested,
      scopes: chosenScopes(requested, decision.scopes),
      projectIds: chosenProjects(decision.projectIds),
    },
  });
  await report(parts, found, "consent_given", { userId: decision.userId, grantId });
  const login = interaction.prompt.name === "login" ? loginOf(decision.userId) : {};
  return finish(parts, found, { ...login, consent: { grantId } });
}

/**
 * Forgets this attempt and the session behind it, and sends the browser through the same request again: the product's
 * own session decides who is signed in, so a session of somebody else must not go on.
 */
async function restart({ options, addresses }: Parts, { interaction }: Found): Promise<string> {
  if (interaction.session) await deleteSession(options.db, interaction.session.uid);
  await interaction.destroy();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(interaction.params)) {
    for (const each of [value].flat()) if (typeof each === "string") query.append(name, each);
  }
  return `${addresses.issuer}${PATHS.authorize}?${query}`;
}

function finish({ provider }: Parts, { message, reply }: Found, result: InteractionResults): Promise<string> {
  return provider.interactionResult(message, reply.raw, result);
}

function belongsToAnother({ isStale, boundUserId }: Found, userId: string): boolean {
  return isStale || (boundUserId !== null && boundUserId !== userId);
}

function loginOf(userId: string): InteractionResults {
  return { login: { accountId: userId, remember: false } };
}

function requestOf({ params }: Interaction): { clientId: string; redirectUri: string } {
  return { clientId: String(params.client_id), redirectUri: String(params.redirect_uri) };
}

function requestedScopes({ params }: Interaction): Scope[] {
  const requested = String(params.scope ?? "").split(" ");
  return SCOPES.filter((scope) => requested.includes(scope));
}

function chosenScopes(requested: readonly Scope[], chosen: readonly Scope[]): Scope[] {
  const scopes = requested.filter((scope) => chosen.includes(scope));
  if (scopes.length > 0) return scopes;
  throw new InvalidInput({
    field: "scopes",
    rule: "choose at least one of the permissions that the app asked for.",
    received: chosen,
    allowed: requested,
  });
}

function chosenProjects(chosen: readonly string[]): string[] {
  if (chosen.length > 0) return [...new Set(chosen)];
  throw new InvalidInput({ field: "projects", rule: "choose at least one project that the app may read." });
}

async function report(
  { options, provider }: Parts,
  { interaction, request, boundUserId }: Found,
  ...[step, known = {}]: [StepName, { userId?: string; grantId?: string }?]
): Promise<void> {
  const { clientId, redirectUri } = requestOf(interaction);
  const client = await provider.Client.find(clientId);
  options.onEvent(
    describeStep({
      step,
      flowId: interaction.cid,
      requestId: request.id,
      clientId,
      clientName: client?.clientName ?? null,
      redirectHost: redirectHost(redirectUri),
      userId: boundUserId,
      ...known,
    }),
  );
}
