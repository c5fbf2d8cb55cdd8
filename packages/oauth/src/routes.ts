import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { JWKS } from "oidc-provider";
import { type Addresses, PATHS } from "./addresses.ts";
import { libraryRequest, mediaTypeOf, queryOf, type Rewritten } from "./forward.ts";
import { allowAnyOrigin, answerPreflight } from "./headers.ts";
import { publicKeys } from "./keys.ts";
import { normaliseAuthorize } from "./normalize/authorize.ts";
import { normaliseToken } from "./normalize/token.ts";
import { RequestRefused } from "./refusal.ts";
import { cleanRegistration } from "./registration/clean.ts";
import type { RegistrationLimit } from "./registration/limit.ts";
import type { RedirectPolicy } from "./registration/redirects.ts";
import type { Renewal, Renewals } from "./store/renewal.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
const ALLOWED_METHODS: Readonly<Record<string, string>> = {
  [PATHS.authorize]: "GET",
  [PATHS.token]: "POST, OPTIONS",
  [PATHS.register]: "POST, OPTIONS",
  [PATHS.revoke]: "POST, OPTIONS",
  [PATHS.jwks]: "GET, OPTIONS",
};

/** What the routes of the authorization server share. */
export interface RouteParts {
  addresses: Addresses;
  /** The library; writes the whole answer. */
  answer: (message: IncomingMessage, reply: FastifyReply) => Promise<void>;
  registrationLimit: RegistrationLimit;
  redirectPolicy: RedirectPolicy;
  renewals: Renewals;
  /** The list may grow while the server runs. */
  signingKeys: JWKS;
}

/** The endpoints under `/oauth/`: each one makes the request canonical and hands it to the library. */
export function registerRoutes(app: FastifyInstance, parts: RouteParts): void {
  registerBrowserRoutes(app, parts);
  registerTokenRoutes(app, parts);
  registerRegistration(app, parts);
  // Methods and paths that no endpoint has.
  app.all("/oauth/*", async (request, reply) => {
    allowAnyOrigin(reply);
    const path = request.url.split("?", 1)[0] ?? "";
    const allow = ALLOWED_METHODS[path];
    if (allow === undefined) {
      return reply.code(404).send({ error: "not_found", error_description: "There is no such OAuth endpoint." });
    }
    const description = `This endpoint takes ${allow.replace(", OPTIONS", "")} requests only.`;
    return reply.code(405).header("allow", allow).send({ error: "invalid_request", error_description: description });
  });
}

function registerBrowserRoutes(app: FastifyInstance, parts: RouteParts): void {
  app.get(PATHS.authorize, { exposeHeadRoute: false }, async (request, reply) => {
    const query = normaliseAuthorize(queryOf(request), parts.addresses.resource);
    await handOver(parts, { request, reply, rewritten: { url: `${PATHS.authorize}?${query}`, accept: "text/html" } });
  });
  app.get<{ Params: { uid: string } }>(
    `${PATHS.authorize}/:uid`,
    { exposeHeadRoute: false },
    async (request, reply) => {
      const url = `${PATHS.authorize}/${encodeURIComponent(request.params.uid)}`;
      await handOver(parts, { request, reply, rewritten: { url, accept: "text/html" } });
    },
  );
}

function registerTokenRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { addresses, renewals } = parts;
  app.post(PATHS.token, async (request, reply) => {
    const given = bodyOf(request);
    const { body, renewal } =
      mediaTypeOf(request) === FORM
        ? await normaliseToken(given, { resource: addresses.resource, readRenewal: renewals.read })
        : { body: given, renewal: null };
    await handOver(parts, { request, reply, rewritten: forJson(PATHS.token, body), renewal });
  });
  app.post(PATHS.revoke, async (request, reply) => {
    await handOver(parts, { request, reply, rewritten: forJson(PATHS.revoke, bodyOf(request)) });
  });
  // The library knows the keys of its start alone; a key that was added since is known here before it signs.
  app.get(PATHS.jwks, { exposeHeadRoute: false }, async (_request, reply) => {
    allowAnyOrigin(reply);
    return reply.type("application/jwk-set+json; charset=utf-8").send(JSON.stringify(publicKeys(parts.signingKeys)));
  });
  // The library knows which clients may be asked for by pages of another origin.
  for (const url of [PATHS.token, PATHS.revoke, PATHS.jwks]) {
    app.options(url, async (request, reply) => handOver(parts, { request, reply, rewritten: forJson(url) }));
  }
}

function registerRegistration(app: FastifyInstance, parts: RouteParts): void {
  app.options(PATHS.register, (_request, reply) => answerPreflight(reply, "POST"));
  app.post(
    PATHS.register,
    {
      // Before the body is read: whoever floods this endpoint is not worth the parsing.
      onRequest: async (request, reply) => {
        // The library has no CORS here; MCP Inspector and Cloudflare's portal register from a page.
        allowAnyOrigin(reply);
        await parts.registrationLimit.count(request.ip);
      },
    },
    async (request, reply) => {
      const body = bodyOf(request);
      const clean =
        mediaTypeOf(request) === JSON_TYPE
          ? JSON.stringify(cleanRegistration(parseJson(body), parts.redirectPolicy))
          : body;
      await handOver(parts, { request, reply, rewritten: forJson(PATHS.register, clean) });
    },
  );
}

interface HandedOver {
  request: FastifyRequest;
  reply: FastifyReply;
  rewritten: Rewritten;
  renewal?: Renewal | null;
}

async function handOver(
  { addresses, answer, renewals }: RouteParts,
  { request, reply, rewritten, renewal }: HandedOver,
): Promise<void> {
  const message = libraryRequest(request, addresses, rewritten);
  if (renewal) renewals.attach(message, renewal);
  reply.hijack();
  await answer(message, reply);
}

function forJson(url: string, body?: string): Rewritten {
  return { url, accept: "application/json", ...(body === undefined ? {} : { body }) };
}

function bodyOf(request: FastifyRequest): string {
  return typeof request.body === "string" ? request.body : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefused({
      status: 400,
      error: "invalid_client_metadata",
      description: "The body is not valid JSON.",
    });
  }
}
