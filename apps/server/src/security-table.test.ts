import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { CLIENT_SHAPES } from "@heliometer/oauth/testing";

const ROOT = new URL("../../../", import.meta.url);
const REFERENCE = /`([\w./-]+\.(?:test|suite)\.ts)`: (.+?)(?=<br>| \|$)/gmu;

/** Where the names of cases come from the recorded clients. */
const OF_SHAPES = ["test/e2e/client-shapes.test.ts", "apps/server/src/client-documents.contract.test.ts"];

const text = readFileSync(new URL("docs/security.md", ROOT), "utf8");
const references = [...text.matchAll(REFERENCE)].map(([, file = "", name = ""]) => ({ file, name }));

/** Titles of the tests of a file as patterns: what a template fills in matches anything, and so does an ellipsis. */
function titlesOf(file: string): string[] {
  const source = readFileSync(new URL(file, ROOT), "utf8");
  const titles = source.matchAll(/(?:\btest\(\s*|^ {2})(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)(?:,|:)/gmu);
  return [...titles].map(([, plain, template]) => plain ?? template ?? "");
}

function isTitle(title: string, name: string): boolean {
  const literal = (part: string) => part.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&");
  const pattern = title
    .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/u)
    .map(literal)
    .join(".+");
  return new RegExp(`^${pattern}$`, "u").test(name);
}

test("every test that the security document names exists", () => {
  assert.ok(references.length > 60, `Only ${references.length} tests were found in the document.`);
  const missing = references.filter(
    ({ file, name }) => !existsSync(new URL(file, ROOT)) || !titlesOf(file).some((title) => isTitle(title, name)),
  );
  assert.deepEqual(missing, []);
});

test("every client that the security document names is among the recorded ones", () => {
  const known = CLIENT_SHAPES.map(({ name }) => name);
  const named = references.filter(({ file, name }) => OF_SHAPES.includes(file) && !name.startsWith("…"));
  assert.ok(named.length > 8);
  assert.deepEqual(
    named.filter(({ name }) => !known.some((client) => name.startsWith(`${client} `))),
    [],
  );
});

test("every row of the security document names a test", () => {
  const rows = text
    .split("\n")
    .filter(
      (line) =>
        line.startsWith("| ") &&
        !line.startsWith("| threat") &&
        !line.startsWith("| client |") &&
        !line.startsWith("| what |"),
    );
  assert.ok(rows.length > 35);
  assert.deepEqual(
    rows.filter((row) => !row.includes(".ts`: ")),
    [],
  );
});
