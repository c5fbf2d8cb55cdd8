import * as accounts from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { openCallLog } from "../call-log.ts";
import { createCatalogue } from "../catalogue.ts";
import { createCallLimit } from "../limits/call-limit.ts";
import { registerEndpoint } from "../register-mcp.ts";
import { createProtocolService } from "../serve.ts";
import { createServer } from "../server.ts";
import type { Tool } from "../tool.ts";
import { TOOLS } from "../tools/index.ts";
import { openTestControl } from "./control.ts";
import { SURROUNDINGS } from "./endpoint.ts";

/** A tool that does nothing: what is left of a call is the protocol, the checks, the limit and the call log. */
const NOTHING: Tool = {
  name: "get_nothing",
  title: "Nothing",
  description: "For measuring.",
  scope: "analytics:read",
  input: z.object({ word: z.string().optional() }),
  run: async ({ input }) => ({ summary: "Nothing.", data: { word: input.word ?? "" }, meta: { warnings: [] } }),
};

/**
 * Registers the endpoint with the product's tools and one that does nothing, over a control store of its own; the log
 * of calls goes nowhere. Returns a key, and what closes the store.
 */
export async function registerTrivialEndpoint(app: FastifyInstance): Promise<{ key: string; close(): Promise<void> }> {
  const control = await openTestControl({ onDisk: true });
  const clock = Date.now;
  const callLog = openCallLog({ write: async () => {}, clock, digestKey: "measuring", log: app.log });
  const surroundings = {
    ...SURROUNDINGS,
    clock,
    callLog,
    refusal: (access: Parameters<typeof accounts.mcpRefusal>[1]) => accounts.mcpRefusal(control.ctx, access),
  };
  const catalogue = createCatalogue([...TOOLS, NOTHING]);
  const parts = { catalogue, surroundings, version: "0.1.0" };
  await registerEndpoint(app, {
    authenticate: control.authenticate,
    surroundings,
    catalogue,
    protocol: createProtocolService((...exchange) => createServer(parts, ...exchange), { log: app.log }),
    origins: { own: SURROUNDINGS.publicUrl.origin, listed: [] },
    hosts: { own: SURROUNDINGS.publicUrl.hostname, listed: [] },
    callLimit: createCallLimit({ perMinute: Number.MAX_SAFE_INTEGER, clock }),
  });
  return {
    key: control.people.keys.read,
    close: async () => {
      await callLog.flush();
      await control.close();
    },
  };
}
