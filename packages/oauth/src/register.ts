import { Unavailable } from "@heliometer/core";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Provider from "oidc-provider";
import { type Addresses, addressesOf } from "./addresses.ts";
import { createConfiguration } from "./configuration.ts";
import { announceDocuments } from "./documents/advertise.ts";
import { systemNetwork } from "./documents/network.ts";
import { createDocumentClients } from "./documents/resolve.ts";
import { markReuse, reportSteps } from "./events.ts";
import { allowAnyOrigin, setSecurityHeaders } from "./headers.ts";
import { createInteractions } from "./interactions.ts";
import type { Interactions, OauthOptions } from "./options.ts";
import { answerOutage, answerRefusal, outageOf, refusalForOutage } from "./outage.ts";
import { type Refusal, RequestRefused } from "./refusal.ts";
import { describeRequest } from "./refused-request.ts";
import { createRegistrationLimit } from "./registration/limit.ts";
import { OPEN_POLICY } from "./registration/redirects.ts";
import { registerRoutes } from "./routes.ts";
import { createStepLog } from "./step-log.ts";
import { describeStep } from "./steps.ts";
import type { StoreContext } from "./store/context.ts";
import { documentStore } from "./store/documents.ts";
import { createRenewals } from "./store/renewal.ts";
import { registerWellKnown } from "./well-known.ts";

// The library's own limit is 56 KiB; between the two it would complain about a body that it could not parse.
const BODY_BYTES_MAX = 56 * 1024;
const REGISTRATIONS_PER_HOUR = 20;
const SERVER_ERROR: Refusal = {
  status: 500,
  error: "server_error",
  description: "Something went wrong on this server. Try again later.",
};
const ACCESS_TOKEN_TTL_SECONDS = { least: 300, most: 86_400 };

/**
 * Adds the authorization server to an app: `/oauth/*` and `/.well-known/*`. Call it before the pages that take part.
 * @throws RangeError for an access token lifetime outside of 300…86,400 seconds
 */
export async function registerOauth(app: FastifyInstance, given: OauthOptions): Promise<Interactions> {
  requireTokenLifetime(given.accessTokenTtlSeconds);
  const options = { ...given, onEvent: keepSteps(app, given) };
  const addresses = addressesOf(options.publicUrl);
  const store = storeContext(options, addresses);
  const provider = createProvider(options, addresses, store);
  const library = provider.callback();
  const announcesDocuments = announceDocuments(app, {
    mode: options.clientDocuments ?? "off",
    network: options.network ?? systemNetwork,
  });

  await app.register((scope, _options, done) => {
    readBodiesAsText(scope);
    scope.addHook("onRequest", async (_request, reply) => setSecurityHeaders(reply));
    scope.setErrorHandler((error: FastifyError, request, reply) => refuse(options, { error, request, reply }));
    registerWellKnown(scope, { addresses, announcesDocuments });
    registerRoutes(scope, {
      addresses,
      answer: (message, reply) => library(message, reply.raw),
      redirectPolicy: options.redirectPolicy ?? OPEN_POLICY,
      registrationLimit: createRegistrationLimit({
        db: options.db,
        clock: options.clock,
        perHour: options.registrationsPerHour ?? REGISTRATIONS_PER_HOUR,
      }),
      renewals: store.renewals,
      signingKeys: options.signingKeys,
    });
    done();
  });
  return createInteractions({ provider, options, addresses });
}

function storeContext({ db, clock, secretKey, ...options }: OauthOptions, { resource }: Addresses): StoreContext {
  const documents = createDocumentClients({
    network: options.network ?? systemNetwork,
    redirectPolicy: options.redirectPolicy ?? OPEN_POLICY,
    clock,
    store: documentStore({ db, clock }),
    reads: (options.clientDocuments ?? "off") !== "off",
  });
  const renewals = createRenewals({ db, clock });
  return { db, clock, secretKey, resource, documents, renewals, onReuse: () => markReuse(Provider.ctx) };
}

/** Every step goes to the caller and into the stored log. */
function keepSteps(app: FastifyInstance, { db, clock, onEvent }: OauthOptions): OauthOptions["onEvent"] {
  const onFailure = (error: unknown) => app.log.error({ err: error }, "Authorization steps could not be stored");
  const log = createStepLog({ db, clock, onFailure });
  app.addHook("onClose", () => log.flush());
  return (step) => {
    onEvent(step);
    log.record(step);
  };
}

function createProvider(options: OauthOptions, addresses: Addresses, store: StoreContext): Provider {
  const provider = new Provider(addresses.issuer, createConfiguration(options, addresses, store));
  // Every request that reaches it carries the scheme of the public URL; see `libraryRequest`.
  provider.proxy = true;
  // The very list, not the copy that the configuration became: new keys are put into it while the server runs.
  provider.keys = options.cookieKeys;
  reportSteps(provider, options.onEvent);
  // Koa's own answer to an exception takes all headers away, those that protect the page too.
  provider.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.app.emit("error", error, ctx);
      answerRefusal(ctx, SERVER_ERROR);
    }
    const outage = outageOf(ctx);
    if (outage) answerOutage(ctx, outage);
  });
  return provider;
}

/** Bodies stay text: the front layer rewrites them, and the library parses what comes out. */
function readBodiesAsText(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: BODY_BYTES_MAX },
    async (_request: FastifyRequest, body: string) => body,
  );
}

/** Answers what was refused before the library saw it, in the form that OAuth clients read. */
function refuse(
  options: OauthOptions,
  { error, request, reply }: { error: FastifyError; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { status, error: code, description, retryAfterSeconds } = refusalOf(error);
  options.onEvent(
    describeStep({
      step: "refused",
      ...describeRequest(request),
      flowId: request.id,
      requestId: request.id,
      error: code,
      errorDescription: description,
      errorDetail: error instanceof RequestRefused ? null : error.message,
      cause: status >= 500 ? error : null,
    }),
  );
  allowAnyOrigin(reply);
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(retryAfterSeconds));
  return reply.code(status).send({ error: code, error_description: description });
}

function refusalOf(error: FastifyError): Refusal {
  if (error instanceof RequestRefused) return error.refusal;
  if (error instanceof Unavailable) return refusalForOutage(error);
  if (error.statusCode === 413) {
    return { status: 413, error: "invalid_request", description: `The body is larger than ${BODY_BYTES_MAX} bytes.` };
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return { status: error.statusCode, error: "invalid_request", description: "The request cannot be read." };
  }
  return SERVER_ERROR;
}

function requireTokenLifetime(seconds: number | undefined): void {
  if (seconds === undefined) return;
  const { least, most } = ACCESS_TOKEN_TTL_SECONDS;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return;
  throw new RangeError(`accessTokenTtlSeconds must be a whole number from ${least} to ${most}, got ${seconds}.`);
}
