import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { buildTracker } from "../build.ts";
import { TRACKER_SCRIPT } from "./index.ts";

const GZIPPED_BYTES_MAX = 2_500;

test("the script that is served is what its source gives: node apps/tracker/build.ts renews it", async () => {
  assert.equal(TRACKER_SCRIPT, await buildTracker());
});

test("the script has at most 2.5 KB on the wire", () => {
  const bytes = gzipSync(TRACKER_SCRIPT, { level: 9 }).length;
  assert.ok(bytes <= GZIPPED_BYTES_MAX, `${bytes} bytes`);
});
