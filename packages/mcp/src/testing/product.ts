import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as accounts from "@heliometer/accounts";
import { type EventStore, openEventStore } from "@heliometer/events";
import Fastify from "fastify";
import { type McpOptions, registerMcp } from "../register-mcp.ts";
import { openTestControl, type TestControl } from "./control.ts";
import { makeEvents, NOW } from "./events.ts";

/** The endpoint over real stores, with two projects, one person and the keys of both. */
export type TestProduct = Pick<TestControl, "ctx" | "grantToken"> &
  TestControl["people"] & {
    mcpUrl: string;
    /** What the server has logged, one object a line. */
    logged: Record<string, unknown>[];
    close(): Promise<void>;
  };

/** Options of the endpoint, and the events that the shop has. */
interface TestOptions extends Partial<McpOptions> {
  eventsOf?: typeof makeEvents;
}

const PUBLIC_URL = new URL("http://localhost:3000");

/** Opens it all in a directory of its own, with the shop's events; `close` takes everything away again. */
export async function openTestProduct({ eventsOf = makeEvents, ...more }: TestOptions = {}): Promise<TestProduct> {
  const control = await openTestControl();
  const store = await openEventStore({
    engine: "duckdb",
    path: join(control.directory, "events.duckdb"),
    memoryMb: 256,
    threads: 1,
    temporaryDirectory: join(control.directory, "tmp"),
  });
  await store.append(eventsOf(control.people.shop.id));
  const logged: Record<string, unknown>[] = [];
  const app = await openServer(control, { store, logged, more });
  const { port } = app.server.address() as AddressInfo;
  return {
    ...control.people,
    ctx: control.ctx,
    grantToken: control.grantToken,
    logged,
    mcpUrl: `http://127.0.0.1:${port}/api/v1/mcp`,
    close: async () => {
      await app.close();
      await store.close();
      await control.close();
    },
  };
}

interface ServerParts {
  store: EventStore;
  logged: object[];
  more: Partial<McpOptions>;
}

async function openServer(control: TestControl, { store, logged, more }: ServerParts) {
  const stream = { write: (line: string) => void logged.push(JSON.parse(line)) };
  const app = Fastify({ logger: { level: "info", stream } });
  await registerMcp(app, {
    authenticate: control.authenticate,
    refusal: (access) => accounts.mcpRefusal(control.ctx, access),
    store,
    clock: () => NOW,
    publicUrl: PUBLIC_URL,
    version: "0.1.0",
    allowedOrigins: ["https://inspector.example"],
    allowedHosts: ["analytics.internal.example"],
    callsPerMinute: 0,
    ...more,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return app;
}
