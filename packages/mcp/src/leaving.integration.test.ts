import assert from "node:assert/strict";
import { once } from "node:events";
import { suite, test } from "node:test";
import { openEndpoint, toolOf } from "./testing/endpoint.ts";
import { classicRequest, modernRequest } from "./testing/http.ts";

const HEADERS = {
  accept: "application/json, text/event-stream",
  "content-type": "application/json",
  "x-api-key": "any",
};
const CALL = { name: "probe", arguments: {} };

suite("clients that leave", () => {
  const eras = {
    "with a handshake": { headers: {}, body: classicRequest("tools/call", CALL) },
    "of 2026-07-28": modernRequest("tools/call", CALL),
  };
  for (const [era, { headers, body }] of Object.entries(eras)) {
    test(`closing the connection ends the call of a client ${era}`, { timeout: 5_000 }, async () => {
      const { promise: started, resolve: start } = Promise.withResolvers<void>();
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const endpoint = await openEndpoint(
        toolOf(async ({ signal }) => {
          start();
          await once(signal, "abort");
          end();
          throw signal.reason;
        }),
      );
      const client = new AbortController();
      const init = { method: "POST", headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
      const answer = fetch(endpoint.url, { ...init, signal: client.signal });
      await started;
      client.abort();
      await assert.rejects(answer);
      await ended;
      await endpoint.close();
      assert.ok(endpoint.logged.some((line) => line.outcome === "left"));
    });
  }

  test("an open stream of notifications ends when the server closes", { timeout: 5_000 }, async () => {
    const endpoint = await openEndpoint(toolOf(() => Promise.reject(new Error("not called"))));
    const { headers, body } = modernRequest("subscriptions/listen", { notifications: {} });
    const init = { method: "POST", headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
    const stream = await fetch(endpoint.url, init);
    assert.equal(stream.headers.get("content-type"), "text/event-stream");
    assert.equal(stream.headers.get("x-accel-buffering"), "no");
    const [text] = await Promise.all([stream.text(), endpoint.close()]);
    assert.match(text, /notifications\/subscriptions\/acknowledged/);
  });
});
