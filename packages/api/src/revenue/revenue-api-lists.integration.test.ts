import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { createKey } from "@heliometer/accounts";
import { openTestProduct, type TestProduct } from "../testing/product.ts";
import {
  CHARGE,
  createRevenueClient,
  type Fields,
  type RevenueAnswer,
  SUBSCRIPTION,
} from "../testing/revenue-client.ts";

suite("lists of the Revenue API, and projects beside each other", () => {
  let product: TestProduct;
  let client: ReturnType<typeof createRevenueClient>;
  before(async () => {
    product = await openTestProduct();
    client = createRevenueClient(product);
  });
  after(() => product.close());

  test("lists go on by their cursor, until nothing is left, and never show another project's", async () => {
    for (const index of [0, 1, 2, 3, 4]) {
      await client.post("charges", { ...CHARGE, externalId: `l-${index}`, email: `buyer-${index % 3}@example.com` });
    }
    await client.post("subscriptions", { ...SUBSCRIPTION, externalId: "s-1" });
    assert.deepEqual([await client.count("charges"), await client.count("customers")], [5, 4]);
    for (const [path, most] of [
      ["charges", await client.count("charges")],
      ["customers", await client.count("customers")],
    ] as const) {
      const seen: unknown[] = [];
      let next: string | null = "";
      while (next !== null) {
        const { body } = await client.get(`${path}?limit=2${next && `&cursor=${next}`}`);
        seen.push(...body.data.map(({ id }) => id));
        next = body.nextCursor;
      }
      assert.equal(seen.length, most, path);
      assert.equal(new Set(seen).size, most, path);
    }
    const { key } = await createKey(product.ctx, {
      kind: "secret",
      access: "full",
      projectId: product.blog.id,
      name: "Blog",
    });
    for (const path of ["charges", "customers", "subscriptions"]) {
      assert.deepEqual((await client.get(path, key)).body, { data: [], nextCursor: null });
    }
  });

  test("ids of another project are unknown: nothing of it is changed or taken over", async () => {
    const { key } = await createKey(product.ctx, {
      kind: "secret",
      access: "full",
      projectId: product.blog.id,
      name: "B",
    });
    const shop = await client.post("charges", { ...CHARGE, externalId: "x-1" });
    const cases: readonly (readonly [Promise<RevenueAnswer>, number])[] = [
      [client.patch("charges/x-1", { amount: 1 }, key), 404],
      [client.patch(`customers/${shop.body.customerId}`, { name: "Mine" }, key), 404],
      [client.patch("subscriptions/s-1", { quantity: 9 }, key), 404],
      [
        client.post(
          "charges",
          { ...CHARGE, email: undefined, customerId: shop.body.customerId, externalId: "x-2" },
          key,
        ),
        404,
      ],
      [client.patch("charges/nothing", { amount: 1 }), 404],
    ];
    for (const [asked, status] of cases) {
      const answer = await asked;
      assert.deepEqual([answer.status, answer.body.error.code], [status, "not_found"]);
    }
    const same = await client.post("charges", { ...CHARGE, externalId: "x-1", amount: 7 }, key);
    assert.equal(same.status, 201);
    assert.equal((await client.get("charges?limit=100")).body.data.find(({ id }) => id === "x-1")?.amount, 4900);
    assert.notEqual(same.body.customerId, shop.body.customerId);
  });

  test("the examples of the OpenAPI document work as they stand, and are answered as it says", async () => {
    const document = await (await fetch(`${product.origin}/api/v1/openapi.json`)).json();
    const { paths } = document as { paths: Record<string, Record<string, Fields>> };
    for (const [path, operations] of Object.entries(paths)) {
      if (!path.startsWith("/api/v1/revenue/") && path !== "/api/v1/spend") continue;
      for (const [method, operation] of Object.entries(operations)) {
        const told = operation as {
          requestBody?: { content: { "application/json": { example: object } } };
          parameters?: { in: string; example?: string }[];
          responses: Record<string, { content: { "application/json": { schema: { properties: object } } } }>;
        };
        const id = told.parameters?.find(({ in: place }) => place === "path")?.example ?? "";
        const example = told.requestBody?.content["application/json"].example;
        const response = await fetch(`${product.origin}${path.replace("{id}", id)}`, {
          method: method.toUpperCase(),
          headers: { "x-api-key": product.keys.full, ...(example && { "content-type": "application/json" }) },
          ...(example && { body: JSON.stringify(example) }),
        });
        const body = (await response.json()) as object;
        assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(body)}`);
        const schema = told.responses[String(response.status)]?.content["application/json"].schema;
        assert.deepEqual(Object.keys(body).toSorted(), Object.keys(schema?.properties ?? {}).toSorted(), path);
      }
    }
  });
});
