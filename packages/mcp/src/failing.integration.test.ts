import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { openEndpoint, toolOf } from "./testing/endpoint.ts";
import { classicRequest, send } from "./testing/http.ts";

suite("a server that fails", () => {
  const probe = toolOf(() => Promise.reject(new Error("not called")));
  const ask = async (error: Error) => {
    const endpoint = await openEndpoint(probe, () => Promise.reject(error));
    const answer = await send(endpoint.url, { body: classicRequest("ping", {}, 9), headers: { "x-api-key": "any" } });
    await endpoint.close();
    return { ...answer, logged: JSON.stringify(endpoint.logged) };
  };

  test("says when to come back while a store does not answer", async () => {
    const { status, headers, json } = await ask(new Unavailable("The store does not answer.", 7));
    assert.equal(status, 503);
    assert.equal(headers.get("retry-after"), "7");
    assert.deepEqual([json.id, json.error?.message], [9, "The store does not answer."]);
  });

  test("keeps an unforeseen fault to its log", async () => {
    const { status, text, json, logged } = await ask(new Error("connect to 10.0.0.7 failed"));
    assert.deepEqual([status, json.id, json.error?.code], [500, 9, -32603]);
    assert.doesNotMatch(text, /10\.0\.0\.7/);
    assert.match(logged, /10\.0\.0\.7/);
  });
});
