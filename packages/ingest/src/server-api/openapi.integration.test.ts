import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer, type TestServer } from "../testing/server.ts";
import { SERVER_API_PATHS } from "./openapi.ts";

interface Operation {
  operationId: string;
  requestBody?: {
    content: Record<string, { schema: { properties?: object; items?: { properties: object } }; example: unknown }>;
  };
  responses: Record<string, object>;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

const operations = Object.entries(SERVER_API_PATHS).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
);

for (const { path, method, operation } of operations) {
  test(`${method} ${path} is served, and every example of its description is taken`, async () => {
    const headers = { "x-api-key": server.secretKey };
    if (!operation.requestBody) {
      const answer = await server.request(`${path}?visitorId=v`, { headers });
      assert.equal(answer.status, 200);
      return;
    }
    for (const [type, { schema, example }] of Object.entries(operation.requestBody.content)) {
      const { status, body } = await server.post(path, example, { ...headers, "content-type": type });
      assert.equal(status, 200, JSON.stringify(body));
      const properties = schema.properties ?? schema.items?.properties;
      if (properties) assert.ok("userId" in properties && "visitorId" in properties);
    }
    assert.ok("429" in operation.responses && "401" in operation.responses);
  });
}
