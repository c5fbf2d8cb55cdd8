import assert from "node:assert/strict";
import { after, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { TRACKER_SCRIPT } from "@heliometer/tracker";
import Fastify from "fastify";
import { registerTracker } from "./tracker.ts";

const app = Fastify();
registerTracker(app);
after(() => app.close());
const get = (headers: Record<string, string>) => app.inject({ url: "/tracker.js", headers });

test("the tracker comes compressed as the browser can read it, for pages of every origin", async () => {
  const asIs = await get({});
  assert.equal(asIs.body, TRACKER_SCRIPT);
  assert.equal(asIs.headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal(asIs.headers["access-control-allow-origin"], "*");
  const zipped = await get({ "accept-encoding": "gzip, br;q=0" });
  assert.equal(gunzipSync(zipped.rawPayload).toString(), TRACKER_SCRIPT);
  const brotli = await get({ "accept-encoding": "gzip, deflate, br, zstd" });
  assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), TRACKER_SCRIPT);
  assert.ok(brotli.rawPayload.length < 2_500);
});

test("who has it already is told so, whatever a proxy made of the tag", async () => {
  const { headers } = await get({});
  assert.match(String(headers["cache-control"]), /^public, max-age=14400, stale-while-revalidate=604800$/);
  const etag = String(headers.etag);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const answer = await get({ "if-none-match": known });
    assert.deepEqual([answer.statusCode, answer.body, answer.headers.etag], [304, "", etag]);
  }
  assert.equal((await get({ "if-none-match": '"other"' })).statusCode, 200);
});
