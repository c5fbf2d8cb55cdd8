import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { ASSETS } from "./assets.ts";
import { openSite, type Site } from "./testing/site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("files are kept by the browser for good, under a path that changes with them", async () => {
  for (const { path, type } of Object.values(ASSETS)) {
    const response = await site.app.inject({ url: path });
    assert.equal(response.statusCode, 200);
    assert.match(path, /\.[0-9a-f]{12}\./);
    assert.equal(response.headers["content-type"], type);
    assert.equal(response.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(response.headers["x-content-type-options"], "nosniff");
    const etag = String(response.headers.etag);
    const again = await site.app.inject({ url: path, headers: { "if-none-match": etag } });
    assert.equal(again.statusCode, 304);
    assert.equal(again.body, "");
  }
});

test("the stylesheet is sent compressed to those who read that, and fits into 20 KB", async () => {
  const { path } = ASSETS.style;
  const plain = await site.app.inject({ url: path });
  const zipped = await site.app.inject({ url: path, headers: { "accept-encoding": "br, gzip" } });
  assert.equal(zipped.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(zipped.rawPayload).toString(), plain.body);
  assert.ok(zipped.rawPayload.length < 20_000, String(zipped.rawPayload.length));
  const refused = await site.app.inject({ url: path, headers: { "accept-encoding": "gzip;q=0" } });
  assert.equal(refused.headers["content-encoding"], undefined);
});
