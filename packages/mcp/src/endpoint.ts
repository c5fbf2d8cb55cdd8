import { type Access, allowanceHeaders } from "@heliometer/core";
import { isJsonContentType } from "@modelcontextprotocol/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Authenticate, authenticateRequest, carriesCredential } from "./authenticate.ts";
import { type Catalogue, isGranted } from "./catalogue.ts";
import { settingsLink } from "./choose-project.ts";
import { credentialId } from "./credential.ts";
import { type HostPolicy, isHostAllowed } from "./host.ts";
import { echoedId, errorBody, isRecord, messagesOf, type Refusal, type RequestId } from "./json-rpc.ts";
import type { CallLimit } from "./limits/call-limit.ts";
import { isOriginAllowed, type OriginPolicy, writeCorsHeaders } from "./origin.ts";
import { clientName, mendQuirks } from "./quirks.ts";
import { BATCH_MESSAGES_MAX, type ReadBody, readBody } from "./read-body.ts";
import * as refusals from "./refusals.ts";
import { CLIENT_GONE, type ProtocolService } from "./serve.ts";
import type { Caller, Surroundings, Tool } from "./tool.ts";
import { protocolHeaders, toWebRequest, whenGone } from "./web-request.ts";

/** What the endpoint stands on. */
export interface Endpoint {
  authenticate: Authenticate;
  surroundings: Surroundings;
  catalogue: Catalogue;
  protocol: ProtocolService;
  origins: OriginPolicy;
  hosts: HostPolicy;
  /** Null: calls are not limited. */
  callLimit: CallLimit | null;
}

/** A request and its answer in the making. */
export interface HttpExchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Answers one request: the checks in their order, then the protocol. */
export async function answer(endpoint: Endpoint, { request, reply }: HttpExchange): Promise<FastifyReply> {
  const body = readBody(request.body);
  const id = body.kind === "json" ? echoedId(body.value) : null;
  const access = await authenticateRequest(request, endpoint.authenticate);
  if (!access) return refuseStranger(endpoint, { request, reply }, id);
  const refusal = refuseForm(endpoint, request, body);
  if (refusal || body.kind !== "json") return refuse(reply, id, refusal ?? refusals.MALFORMED);
  const admission = await endpoint.surroundings.refusal(access);
  if ("reason" in admission) {
    return refuse(reply, id, refusals.closed(admission, settingsLink(endpoint.surroundings.publicUrl, access)));
  }
  const calls = countedCalls(body.value);
  const allowance = await endpoint.callLimit?.take(credentialId(access.actor), calls);
  if (allowance) reply.headers(allowanceHeaders(allowance));
  const client = clientName(request.headers["user-agent"], body.value);
  const caller = { access, projects: admission.allowed, client };
  if (allowance?.retryAfterSeconds) {
    endpoint.surroundings.callLog?.addRefused(caller, calls);
    return refuse(reply, id, refusals.tooManyCalls(allowance));
  }
  const beyond = findUngranted(endpoint.catalogue, access, body.value);
  if (beyond?.scope) {
    const { callLog, publicUrl } = endpoint.surroundings;
    callLog?.add({ caller, tool: beyond.name, given: {}, rowCount: null, durationMs: 0, outcome: "forbidden" });
    return refuse(reply, id, refusals.insufficientScope(publicUrl, access.scopes, beyond.scope));
  }
  return serve(endpoint, { request, reply }, { body: body.value, caller });
}

/** Answers a request whose body could not be taken in. Who has no credential learns nothing about the rest. */
export async function answerUnread(endpoint: Endpoint, { request, reply }: HttpExchange, refusal: Refusal) {
  const access = await authenticateRequest(request, endpoint.authenticate);
  return access ? refuse(reply, null, refusal) : refuseStranger(endpoint, { request, reply }, null);
}

/** Answers a request on which a store or the server failed. */
export function answerFailed({ request, reply }: HttpExchange, refusal: Refusal): FastifyReply {
  const body = readBody(request.body);
  return refuse(reply, body.kind === "json" ? echoedId(body.value) : null, refusal);
}

/** Lets an allowed browser origin read every answer, the refusals too. */
export function writeCommonHeaders({ origins }: Endpoint, { request, reply }: HttpExchange): void {
  writeCorsHeaders(reply, request.headers.origin, origins);
  reply.header("cache-control", "no-store");
}

/** Answers with a JSON-RPC error. */
function refuse(reply: FastifyReply, id: RequestId | null, refusal: Refusal): FastifyReply {
  reply.code(refusal.status).headers(refusal.headers ?? {});
  return reply.type("application/json; charset=utf-8").send(errorBody(id, refusal));
}

/** The reference endpoint answers strangers with an empty id where others answer with null. */
function refuseStranger({ surroundings }: Endpoint, { request, reply }: HttpExchange, id: RequestId | null) {
  return refuse(reply, id ?? "", refusals.unauthenticated(surroundings.publicUrl, carriesCredential(request)));
}

function refuseForm({ origins, hosts }: Endpoint, request: FastifyRequest, body: ReadBody): Refusal | undefined {
  if (!isHostAllowed(request.host, hosts)) return refusals.FOREIGN_HOST;
  if (!isOriginAllowed(request.headers.origin, origins)) return refusals.FOREIGN_ORIGIN;
  if (request.method !== "POST") return refusals.WRONG_METHOD;
  if (!isJsonContentType(request.headers["content-type"])) return refusals.WRONG_MEDIA_TYPE;
  if (body.kind === "malformed") return refusals.MALFORMED;
  if (body.kind === "too_deep") return refusals.TOO_DEEP;
  return isWrongBatch(request, body.value) ? refusals.WRONG_BATCH : undefined;
}

/** Batches are part of 2025-03-26 alone (2025-06-18, changelog); that revision has no version header. */
function isWrongBatch(request: FastifyRequest, body: unknown): boolean {
  const version = request.headers["mcp-protocol-version"] ?? "2025-03-26";
  return Array.isArray(body) && (version !== "2025-03-26" || body.length > BATCH_MESSAGES_MAX);
}

/** Requests count, whatever they ask for; notifications and pings are free. */
function countedCalls(body: unknown): number {
  return messagesOf(body).filter(({ id, method }) => id !== undefined && method !== "ping").length;
}

/** A tool that is called and needs a scope that the credential lacks. */
function findUngranted(catalogue: Catalogue, { scopes }: Access, body: unknown): Tool | undefined {
  for (const { method, params } of messagesOf(body)) {
    const name = method === "tools/call" && isRecord(params) ? params.name : undefined;
    const tool = typeof name === "string" ? catalogue.find(name)?.tool : undefined;
    if (tool && !isGranted(tool, scopes)) return tool;
  }
  return undefined;
}

async function serve(
  { protocol, surroundings }: Endpoint,
  { request, reply }: HttpExchange,
  { body, caller }: { body: unknown; caller: Caller },
): Promise<FastifyReply> {
  const exchange = { caller, log: request.log };
  const direct = await protocol.answerPlain({ headers: request.headers, body }, exchange, (leave) =>
    whenGone(reply, leave),
  );
  if (direct === "left") return reply.code(CLIENT_GONE).send();
  if (direct !== "refused") return reply.type("application/json").send(JSON.stringify(direct));
  const headers = protocolHeaders(request);
  const quirks = mendQuirks({ headers, body });
  if (quirks.length > 0) request.log.info({ quirks }, "A client's request was mended");
  const webRequest = toWebRequest(`${surroundings.publicUrl.origin}${request.url}`, headers, reply);
  const response = await protocol.serve(webRequest, body, exchange);
  // A text is sent in one piece; a stream goes through as one.
  if (!response.headers.get("content-type")?.startsWith("application/json")) return reply.send(response);
  reply.code(response.status).type("application/json");
  return reply.send(await response.text());
}
