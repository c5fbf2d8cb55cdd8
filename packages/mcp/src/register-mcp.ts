import type { CallRecord } from "@heliometer/accounts";
import { HeliometerError, RateLimited, Unavailable } from "@heliometer/core";
import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import type { Authenticate } from "./authenticate.ts";
import { openCallLog } from "./call-log.ts";
import { createCatalogue } from "./catalogue.ts";
import { answer, answerFailed, answerUnread, type Endpoint, writeCommonHeaders } from "./endpoint.ts";
import type { Refusal } from "./json-rpc.ts";
import { type CallLimit, createCallLimit } from "./limits/call-limit.ts";
import { createReportGate } from "./limits/report-gate.ts";
import type { ShareCounts } from "./limits/shared-counts.ts";
import { isOriginAllowed, writePreflightHeaders } from "./origin.ts";
import { BODY_BYTES_MAX } from "./read-body.ts";
import * as refusals from "./refusals.ts";
import { createProtocolService } from "./serve.ts";
import { createServer } from "./server.ts";
import type { Surroundings } from "./tool.ts";
import { TOOLS } from "./tools/index.ts";

const PATH = "/api/v1/mcp";

/** What the endpoint is handed. */
export interface McpOptions extends Omit<Surroundings, "gate" | "callLog"> {
  authenticate: Authenticate;
  version: string;
  /** Web origins beside the own one and those of this machine. */
  allowedOrigins: readonly string[];
  /** Host names beside that of the public address, lower case. */
  allowedHosts: readonly string[];
  /** Calls of one credential in a minute; 0 does not limit them. */
  callsPerMinute: number;
  /** Tells other nodes what this one has counted; absent where there is one node alone. */
  shareCounts?: ShareCounts;
  /** Keeps calls of tools for the project's call log; absent where they are not kept. `digestKey` is a secret. */
  calls?: { record: (calls: readonly CallRecord[]) => Promise<void>; digestKey: string; writeAfterMs?: number };
}

/** Registers the MCP endpoint (POST /api/v1/mcp). It keeps nothing between requests, so any process answers any of them. */
export async function registerMcp(app: FastifyInstance, options: McpOptions): Promise<void> {
  const { authenticate, version, allowedOrigins, allowedHosts, callsPerMinute, shareCounts, calls, ...given } = options;
  const callLog = calls ? openCallLog({ ...calls, write: calls.record, clock: given.clock, log: app.log }) : null;
  const surroundings: Surroundings = { ...given, gate: createReportGate(), callLog };
  app.addHook("onClose", () => callLog?.flush());
  const catalogue = createCatalogue(TOOLS);
  const protocol = createProtocolService(
    (...exchange) => createServer({ catalogue, surroundings, version }, ...exchange),
    {
      log: app.log,
    },
  );
  const origins = { own: surroundings.publicUrl.origin, listed: allowedOrigins };
  const hosts = { own: surroundings.publicUrl.hostname, listed: allowedHosts };
  const callLimit = callsPerMinute > 0 ? openCallLimit(app, options) : null;
  await registerEndpoint(app, { authenticate, surroundings, catalogue, protocol, origins, hosts, callLimit });
}

function openCallLimit(app: FastifyInstance, { callsPerMinute, shareCounts, clock }: McpOptions): CallLimit {
  return createCallLimit({
    perMinute: callsPerMinute,
    clock,
    ...(shareCounts && { share: shareCounts }),
    onShareFailed: (error) =>
      app.log.warn({ err: error }, "Counts of MCP calls were not shared; this node goes on alone"),
  });
}

/** Mounts an endpoint in a scope of its own: its body parser, hooks and errors touch no other route. */
export async function registerEndpoint(app: FastifyInstance, endpoint: Endpoint): Promise<void> {
  await app.register((scope, _options, done) => {
    // Open streams would keep the HTTP server from closing.
    scope.addHook("preClose", () => endpoint.protocol.close());
    registerRoutes(scope, endpoint);
    done();
  });
}

function registerRoutes(scope: FastifyInstance, endpoint: Endpoint): void {
  // Every body arrives as bytes: the answer to malformed JSON is part of the protocol, and so is its place in line.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );
  scope.addHook("onRequest", async (request, reply) => writeCommonHeaders(endpoint, { request, reply }));
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const unread = refusalOfBody(error);
    if (unread) return answerUnread(endpoint, { request, reply }, unread);
    return answerFailed({ request, reply }, refusalOfFailure(error, request));
  });
  const methods = scope.supportedMethods.filter((method) => method !== "OPTIONS");
  for (const url of [PATH, `${PATH}/`]) {
    scope.route({ method: methods, url, handler: (request, reply) => answer(endpoint, { request, reply }) });
    scope.options(url, (request, reply) => {
      const allowed = isOriginAllowed(request.headers.origin, endpoint.origins);
      if (allowed) writePreflightHeaders(reply);
      return reply.code(allowed ? 204 : 403).send();
    });
  }
}

/** The refusal of a body that the HTTP layer did not take in. */
function refusalOfBody(error: FastifyError): Refusal | undefined {
  if (error instanceof HeliometerError || error.statusCode === undefined || error.statusCode >= 500) return undefined;
  return error.statusCode === 413 ? refusals.TOO_LARGE : refusals.MALFORMED;
}

function refusalOfFailure(error: FastifyError | HeliometerError, request: FastifyRequest): Refusal {
  if (error instanceof RateLimited || error instanceof Unavailable) {
    return refusals.unavailable(error.status, error.message, error.retryAfterSeconds);
  }
  if (error instanceof HeliometerError) return { ...refusals.FAILED, status: error.status, message: error.message };
  request.log.error({ err: error }, "An MCP request failed");
  return refusals.FAILED;
}
