import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import type { CallRecord } from "@heliometer/accounts";
import { classicRequest, initializeRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

suite("too many calls", () => {
  let product: TestProduct;
  const kept: CallRecord[] = [];
  before(async () => {
    const record = async (calls: readonly CallRecord[]) => void kept.push(...calls);
    product = await openTestProduct({ callsPerMinute: 3, calls: { record, digestKey: "a secret of the test" } });
  });
  const ask = (body: unknown, key: string) => send(product.mcpUrl, { body, headers: { "x-api-key": key } });

  test("every answer says how many are left, and the next is 429 with the seconds in a sentence", async () => {
    const { read } = product.keys;
    const bodies = [
      initializeRequest("2025-06-18"),
      classicRequest("tools/list"),
      classicRequest("tools/call", { name: "list_projects", arguments: {} }),
    ];
    for (const [index, body] of bodies.entries()) {
      const { status, headers } = await ask(body, read);
      assert.equal(status, 200);
      assert.equal(headers.get("x-ratelimit-limit"), "3");
      assert.equal(headers.get("x-ratelimit-remaining"), String(2 - index));
      assert.match(headers.get("x-ratelimit-reset") ?? "", /^\d{10}$/);
    }
    const refused = await ask(classicRequest("tools/list", {}, 9), read);
    assert.equal(refused.status, 429);
    const seconds = Number(refused.headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 120, String(seconds));
    assert.equal(refused.json.id, 9);
    assert.ok(
      refused.json.error?.message.includes(`may make 3 in a minute. The next one is answered in ${seconds} second`),
    );
    assert.deepEqual(refused.json.error?.data, { reason: "rate_limit", limit: 3, retryAfterSeconds: seconds });
  });

  test("notifications and pings are free, each message of a batch counts, and other credentials are not touched", async () => {
    const { full } = product.keys;
    for (let index = 0; index < 5; index += 1) {
      assert.equal((await ask({ jsonrpc: "2.0", method: "notifications/initialized" }, full)).status, 202);
      assert.equal((await ask(classicRequest("ping"), full)).status, 200);
    }
    const four = Array.from({ length: 4 }, (_, id) => classicRequest("tools/list", {}, id));
    assert.equal((await ask(four, full)).status, 429);
    assert.equal((await ask(four.slice(1), full)).status, 200);
  });

  test("refused calls of a credential and minute are one row of the call log, which says how many they were", async () => {
    for (let index = 0; index < 10; index += 1) {
      assert.equal((await ask(classicRequest("tools/list"), product.keys.read)).status, 429);
    }
    await product.close();
    const rows = kept.filter(({ outcome }) => outcome === "rate_limited");
    const shown = rows.map(({ projectId, tool, rowCount }) => [projectId, tool, rowCount]);
    // One refused call and ten of the read-only key, and the batch of four of the other one.
    assert.deepEqual(shown, [
      [product.shop.id, "", 11],
      [product.shop.id, "", 4],
    ]);
    assert.equal(new Set(rows.map(({ credentialId }) => credentialId)).size, 2);
  });
});

suite("too many reports of one project", () => {
  test("some run, some wait, and the others are told in a sentence when to ask again", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const store = {
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await released;
        running -= 1;
        return [];
      },
      query: async () => [],
      dataThrough: async () => null,
    };
    const product = await openTestProduct({ store });
    const call = classicRequest("tools/call", { name: "get_analytics", arguments: {} });
    const headers = { "x-api-key": product.keys.read };
    const calls = Array.from({ length: 25 }, () => send(product.mcpUrl, { body: call, headers }));
    const refused = await Promise.race(calls);
    const project = classicRequest("tools/call", { name: "list_projects", arguments: {} });
    assert.equal((await send(product.mcpUrl, { body: project, headers })).json.result?.isError, undefined);
    release();
    const answers = await Promise.all(calls);
    await product.close();
    assert.equal(most, 4);
    assert.match(JSON.stringify(refused.json.result), /many questions at the moment.*in 5 seconds.*"isError":true/);
    assert.equal(answers.filter(({ json }) => json.result?.isError === true).length, 5);
  });
});
