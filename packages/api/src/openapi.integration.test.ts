import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { REPORTS } from "@heliometer/analytics";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; description?: string; schema?: object; content?: object }[];
  responses: Record<string, object>;
}

suite("the OpenAPI document", () => {
  let product: TestProduct;
  let document: { openapi: string; servers: object[]; paths: Record<string, { get: Operation }> };
  before(async () => {
    product = await openTestProduct();
    const response = await fetch(`${product.origin}/api/v1/openapi.json`);
    assert.equal(response.status, 200);
    document = (await response.json()) as typeof document;
  });
  after(() => product.close());

  test("is public, of version 3.1, and names the server", () => {
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(document.servers, [{ url: "http://localhost:3000" }]);
  });

  test("has a path for every report, and each is served", async () => {
    const paths = REPORTS.map(({ path }) => `/api/v1/projects/{projectId}/${path}`);
    const reading = Object.keys(document.paths).filter((path) => path.includes("{projectId}"));
    assert.deepEqual(reading, paths);
    for (const path of paths) {
      const url = `${product.origin}${path.replace("{projectId}", product.shop.id)}`;
      assert.equal((await fetch(url, { headers: { "x-api-key": product.keys.read } })).status, 200, path);
    }
  });

  test("describes each parameter once, with a schema or as JSON text", () => {
    for (const { name, path, input } of REPORTS) {
      const { get } = document.paths[`/api/v1/projects/{projectId}/${path}`] ?? assert.fail(path);
      assert.equal(get.operationId, name);
      assert.deepEqual(
        get.parameters.map((parameter) => parameter.name),
        ["projectId", ...Object.keys(input.shape)],
      );
      for (const parameter of get.parameters) {
        assert.ok(parameter.description, `${name}.${parameter.name}`);
        assert.ok(parameter.schema !== undefined || parameter.content !== undefined);
      }
      assert.deepEqual(Object.keys(get.responses), ["200", "400", "401", "403", "404", "429", "503"]);
    }
  });

  test("needs no document of anybody else", () => {
    const references = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
    for (const reference of references) assert.match(reference, /"#\//);
  });
});
