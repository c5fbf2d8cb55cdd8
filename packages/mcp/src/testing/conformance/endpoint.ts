import type { AddressInfo } from "node:net";
import * as accounts from "@heliometer/accounts";
import Fastify from "fastify";
import { createCatalogue } from "../../catalogue.ts";
import { registerEndpoint } from "../../register-mcp.ts";
import { createProtocolService } from "../../serve.ts";
import { openTestControl } from "../control.ts";
import { SURROUNDINGS } from "../endpoint.ts";
import { createFixtureServer } from "./server.ts";

/** The product's route, authentication, checks and quirks, with the conformance suite's tools behind them. */
export interface FixtureEndpoint {
  url: string;
  key: string;
  close(): Promise<void>;
}

/** Opens the fixtures over a control store of their own. Old clients get event streams: some fixtures tell progress. */
export async function openFixtureEndpoint(): Promise<FixtureEndpoint> {
  const control = await openTestControl();
  const app = Fastify();
  const protocol = createProtocolService(createFixtureServer, { log: app.log, answers: "stream" });
  await registerEndpoint(app, {
    authenticate: control.authenticate,
    surroundings: { ...SURROUNDINGS, refusal: (access) => accounts.mcpRefusal(control.ctx, access) },
    catalogue: createCatalogue([]),
    protocol,
    origins: { own: SURROUNDINGS.publicUrl.origin, listed: [] },
    hosts: { own: SURROUNDINGS.publicUrl.hostname, listed: [] },
    callLimit: null,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/v1/mcp`,
    key: control.people.keys.read,
    close: async () => {
      await app.close();
      await control.close();
    },
  };
}
