// The process that `npm run bench -- mcp` measures: the endpoint with a tool that does nothing, beside a plain route.
import type { AddressInfo } from "node:net";
import { registerTrivialEndpoint } from "@heliometer/mcp/testing";
import Fastify from "fastify";

const app = Fastify({ logger: { level: "info", stream: { write: () => {} } } });
const { key, close } = await registerTrivialEndpoint(app);
app.post("/plain", async (request) => ({ jsonrpc: "2.0", id: 1, result: { content: request.body } }));
app.get("/usage", async () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  return {
    cpuMicroseconds: user + system,
    heapBytes: process.memoryUsage().heapUsed,
    rssBytes: process.memoryUsage().rss,
  };
});
await app.listen({ host: "127.0.0.1", port: 0 });
process.send?.({ port: (app.server.address() as AddressInfo).port, key });
process.on("disconnect", () => {
  void app.close().then(close);
});
