import type { AddressInfo } from "node:net";
import type { Access, AccessibleProject } from "@heliometer/core";
import Fastify from "fastify";
import { z } from "zod";
import type { Authenticate } from "../authenticate.ts";
import { createCatalogue } from "../catalogue.ts";
import { createReportGate } from "../limits/report-gate.ts";
import { registerEndpoint } from "../register-mcp.ts";
import { createProtocolService } from "../serve.ts";
import { createServer } from "../server.ts";
import type { Surroundings, Tool, ToolCall } from "../tool.ts";

export const PROJECT: AccessibleProject = {
  id: "project",
  name: "My shop",
  timezone: "UTC",
  currency: "USD",
  weekStart: 1,
  role: "viewer",
  plan: "starter",
  mcpEnabled: true,
  scopes: ["analytics:read"],
};

export const ACCESS: Access = {
  actor: { kind: "secret_key", projectId: PROJECT.id, keyId: "key", access: "read" },
  scopes: ["analytics:read"],
  projects: [PROJECT],
};

export const SURROUNDINGS: Surroundings = {
  store: { run: async () => [], query: async () => [], dataThrough: async () => null },
  clock: () => 0,
  publicUrl: new URL("http://localhost:3000"),
  refusal: async ({ projects }) => ({ allowed: projects }),
  gate: createReportGate(),
  callLog: null,
};

/** A tool of a test, for what no real tool does on demand. */
export function toolOf(run: (call: ToolCall) => Promise<never>): Tool {
  const input = z.object({ project: z.string().optional() });
  return { name: "probe", title: "Probe", description: "For tests.", scope: null, input, run };
}

/** An endpoint with one tool, to which every key is good unless `authenticate` says otherwise. */
export async function openEndpoint(tool: Tool, authenticate: Authenticate = async () => ACCESS) {
  const logged: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void logged.push(JSON.parse(line)) };
  const app = Fastify({ logger: { level: "info", stream } });
  const catalogue = createCatalogue([tool]);
  const parts = { catalogue, surroundings: SURROUNDINGS, version: "0.1.0" };
  const protocol = createProtocolService((...exchange) => createServer(parts, ...exchange), { log: app.log });
  const origins = { own: SURROUNDINGS.publicUrl.origin, listed: [] };
  const hosts = { own: SURROUNDINGS.publicUrl.hostname, listed: [] };
  await registerEndpoint(app, {
    authenticate,
    surroundings: SURROUNDINGS,
    catalogue,
    protocol,
    origins,
    hosts,
    callLimit: null,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api/v1/mcp`, logged, close: () => app.close() };
}
