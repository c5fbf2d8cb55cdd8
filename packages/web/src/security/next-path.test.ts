import assert from "node:assert/strict";
import { test } from "node:test";
import { ownPath } from "./next-path.ts";

const ORIGIN = "https://analytics.example.com";

test("a path of ours stays as it is, with its query", () => {
  for (const path of ["/", "/projects/1?period=today", "/connect/abc", "/account?done=token"]) {
    assert.equal(ownPath(path, ORIGIN), path);
  }
});

test("whatever could lead to another origin becomes the start page", () => {
  const hostile = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "/%5c..//evil.example/..//x\\",
    "https://evil.example/",
    "javascript:alert(1)",
    "evil.example",
    "/\tevil",
    "\n//evil.example",
    `/${"a".repeat(600)}`,
    "",
    null,
    undefined,
  ];
  for (const next of hostile) {
    const target = new URL(ownPath(next, ORIGIN), ORIGIN);
    assert.equal(target.origin, ORIGIN, String(next));
    assert.equal(target.pathname, "/", String(next));
  }
});
