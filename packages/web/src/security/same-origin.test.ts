import assert from "node:assert/strict";
import { test } from "node:test";
import { isSameOrigin } from "./same-origin.ts";

const ORIGIN = "https://analytics.example.com";

test("what the browser says about itself decides", () => {
  assert.equal(isSameOrigin({ "sec-fetch-site": "same-origin", origin: "null" }, ORIGIN), true);
  assert.equal(isSameOrigin({ "sec-fetch-site": "cross-site", origin: ORIGIN }, ORIGIN), false);
  assert.equal(isSameOrigin({ "sec-fetch-site": "same-site" }, ORIGIN), false);
});

test("without that, the origin decides where there is one", () => {
  assert.equal(isSameOrigin({ origin: ORIGIN }, ORIGIN), true);
  assert.equal(isSameOrigin({ origin: "https://evil.example" }, ORIGIN), false);
  assert.equal(isSameOrigin({ origin: "null" }, ORIGIN), true);
  assert.equal(isSameOrigin({}, ORIGIN), true);
});
