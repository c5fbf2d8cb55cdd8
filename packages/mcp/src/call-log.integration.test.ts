import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import * as accounts from "@heliometer/accounts";
import { classicRequest, envelope, MODERN_VERSION, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

suite("the call log", () => {
  let product: TestProduct;
  let written: accounts.CallRecord[] = [];
  let isAway = false;
  before(async () => {
    product = await openTestProduct({
      calls: {
        digestKey: "a secret of the test",
        writeAfterMs: 50,
        record: async (calls) => {
          if (isAway) throw new Error("the store is away");
          await accounts.recordCalls(product.ctx, calls);
          written = [...written, ...calls];
        },
      },
    });
  });
  after(() => product.close());
  const call = (name: string, args: unknown, key = product.keys.read) => {
    const { body, headers } = modernRequest("tools/call", { name, arguments: args });
    const meta = { _meta: envelope(MODERN_VERSION, "Ask\u202e er") };
    const named = { ...body, params: { ...body.params, ...meta } };
    return send(product.mcpUrl, { body: named, headers: { ...headers, "x-api-key": key } });
  };
  const settled = async (count: number) => {
    const limit = Date.now() + 15_000;
    while (written.length < count && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(written.length, count);
  };

  test("keeps a row for each call of a tool, with its rows, time and outcome, and no value of it", async () => {
    await call("get_top_pages", { limit: 3 });
    await call("get_events", { eventName: "secret-name", filters: "secret-filter" });
    await send(product.mcpUrl, { body: classicRequest("tools/list"), headers: { "x-api-key": product.keys.read } });
    await settled(2);
    const [pages, refused] = written;
    assert.deepEqual(
      [pages?.tool, pages?.rowCount, pages?.outcome, pages?.projectId, pages?.actorKind, pages?.client],
      ["get_top_pages", 3, "answered", product.shop.id, "secret_key", "Ask er 1"],
    );
    assert.deepEqual([refused?.tool, refused?.rowCount, refused?.outcome], ["get_events", null, "invalid_request"]);
    assert.ok(Number(pages?.durationMs) > 0);
    assert.doesNotMatch(JSON.stringify(written), /secret-/);
    const kept = await accounts.listCalls(product.ctx, { projectId: product.shop.id });
    assert.deepEqual(kept.calls.map(({ tool, credential }) => [tool, credential]).sort(), [
      ["get_events", "AI"],
      ["get_top_pages", "AI"],
    ]);
  });

  test("the same question has the same digest, whatever the order of its arguments", async () => {
    const { length } = written;
    await call("get_top_pages", { limit: 2, period: "today" });
    await call("get_top_pages", { period: "today", limit: 2 });
    await call("get_top_pages", { period: "today", limit: 4 });
    await settled(length + 3);
    const [first, second, third] = written.slice(length).map(({ argumentsDigest }) => argumentsDigest);
    assert.match(first ?? "", /^[0-9a-f]{16}$/);
    assert.equal(first, second);
    assert.notEqual(first, third);
  });

  test("a call by a person's token names the person and the project that it is about", async () => {
    const { length } = written;
    await call("get_analytics", { project: "The blog" }, product.keys.personal);
    await call("list_projects", {}, product.keys.personal);
    await settled(length + 2);
    const [about, none] = written.slice(length);
    assert.deepEqual([about?.userId, about?.projectId], [product.userId, product.blog.id]);
    assert.deepEqual([none?.userId, none?.projectId], [product.userId, null]);
  });

  test("a call that the permissions forbid leaves a row too", async () => {
    const { length } = written;
    const token = await product.grantToken(["revenue:read"]);
    const { body, headers } = modernRequest("tools/call", { name: "get_events", arguments: {} });
    const answer = await send(product.mcpUrl, { body, headers: { ...headers, authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 403);
    await settled(length + 1);
    const [row] = written.slice(length);
    assert.deepEqual([row?.tool, row?.outcome, row?.userId], ["get_events", "forbidden", product.userId]);
  });

  test("while the store is away nothing is lost, and answers do not wait", async () => {
    const { length } = written;
    isAway = true;
    const startedAt = performance.now();
    await call("get_realtime", {});
    assert.ok(performance.now() - startedAt < 5_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    isAway = false;
    await call("get_realtime", {});
    await settled(length + 2);
  });
});
