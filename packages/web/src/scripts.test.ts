import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { buildBase, buildScript, SCRIPTS } from "../build.ts";
import { buildMap } from "../build-map.ts";
import { ASSETS } from "./assets.ts";

const SCRIPTS_BYTES_MAX = 60_000;
const MAP_BYTES_MAX = 200_000;

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the scripts that pages load are what their source gives: node packages/web/build.ts renews them", async () => {
  for (const name of SCRIPTS) assert.equal(read(`../served/${name}.js`), await buildScript(name), name);
});

test("the stylesheet under ours is Pico's, whole: node packages/web/build.ts renews it", () => {
  assert.ok(read("../served/base.css") === buildBase());
  assert.match(ASSETS.style.plain.toString(), /^@layer pico\{[^{]*Licensed under MIT/);
});

test("all scripts together have at most 60 KB on the wire", () => {
  const bytes = SCRIPTS.reduce((sum, name) => sum + gzipSync(read(`../served/${name}.js`)).length, 0);
  assert.ok(bytes <= SCRIPTS_BYTES_MAX, `${bytes} bytes`);
});

test("the map is what the outlines of Natural Earth give: node packages/web/build-map.ts renews it", () => {
  assert.ok(read("../served/world.json") === buildMap());
  assert.ok(ASSETS.land.plain.length <= MAP_BYTES_MAX, `${ASSETS.land.plain.length} bytes`);
});
