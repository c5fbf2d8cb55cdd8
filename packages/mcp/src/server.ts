import { ProtocolError, ProtocolErrorCode, Server, type ServerOptions } from "@modelcontextprotocol/server";
import type { FastifyBaseLogger } from "fastify";
import { CALL_LIMIT_MS, callTool } from "./call-tool.ts";
import { type Catalogue, isGranted } from "./catalogue.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { PUBLISHED_PROMPTS, renderPrompt } from "./prompts/index.ts";
import { listResources, RESOURCE_TEMPLATES, readResource } from "./resources/index.ts";
import type { Caller, Surroundings } from "./tool.ts";

/** What every server of this endpoint shares. */
export interface ServerParts {
  catalogue: Catalogue;
  surroundings: Surroundings;
  version: string;
}

/** One request's caller and log. */
export interface Exchange {
  caller: Caller;
  log: FastifyBaseLogger;
}

/** The revisions that a server answers; those of the library's own choice by default. */
export type Revisions = Pick<ServerOptions, "supportedProtocolVersions">;

/** How long a client may keep the lists; private, because scopes decide what they hold. */
const CACHE = { ttlMs: 300_000, cacheScope: "private" } as const;
const CACHE_HINTS = {
  "server/discover": CACHE,
  "tools/list": CACHE,
  "prompts/list": CACHE,
  "resources/list": CACHE,
  "resources/templates/list": CACHE,
  // An overview tells how far the data reaches, which moves on.
  "resources/read": { ttlMs: 30_000, cacheScope: "private" },
} as const;

/**
 * A server for exactly one request. It is cheap, because the catalogue is ready; sharing one between requests would
 * hand one caller's rights to another.
 */
export function createServer(
  { catalogue, surroundings, version }: ServerParts,
  { caller, log }: Exchange,
  revisions?: Revisions,
): Server {
  const server = new Server(
    { name: "heliometer", title: "Heliometer", version, websiteUrl: surroundings.publicUrl.origin },
    {
      capabilities: { tools: {}, prompts: {}, resources: {} },
      instructions: INSTRUCTIONS,
      cacheHints: CACHE_HINTS,
      ...revisions,
    },
  );
  const { scopes } = caller.access;
  server.setRequestHandler("tools/list", () => ({ tools: catalogue.list(scopes) }));
  server.setRequestHandler("tools/call", ({ params }, context) => {
    const entry = catalogue.find(params.name);
    // Missing scopes are refused before, as HTTP; a batch or a new transport must not open a way around that.
    if (!entry || !isGranted(entry.tool, scopes)) throw unknownTool(params.name, catalogue);
    const { signal } = context.mcpReq;
    return callTool(entry, { given: params.arguments, caller, surroundings, signal, limitMs: CALL_LIMIT_MS, log });
  });
  server.setRequestHandler("prompts/list", () => ({ prompts: PUBLISHED_PROMPTS }));
  server.setRequestHandler("prompts/get", ({ params }) => renderPrompt(params));
  server.setRequestHandler("resources/list", () => ({ resources: listResources(caller) }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: RESOURCE_TEMPLATES }));
  server.setRequestHandler("resources/read", ({ params }, { mcpReq: { signal } }) =>
    readResource(params.uri, { caller, surroundings, signal }),
  );
  return server;
}

function unknownTool(name: string, catalogue: Catalogue): ProtocolError {
  const shown = JSON.stringify(name.slice(0, 64));
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `There is no tool ${shown}. The tools are: ${catalogue.names.join(", ")}.`,
  );
}
