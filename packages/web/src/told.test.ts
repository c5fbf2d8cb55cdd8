import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { de } from "./text/de/text.ts";
import { en } from "./text/en/text.ts";
import { told } from "./told.ts";

const PACKAGES = join(import.meta.dirname, "../..");
const SENTENCE =
  /(?:rule: |message: |new (?:Forbidden|Conflict)\(\s*|\.(?:string|array|int|email|refine|min|max|regex)\([^"`\n]*)(["`])((?:(?!\1).)+)\1/g;
/** Said to programs and to the command line alone. */
const NOT_ON_PAGES = /mcp-refusal|spend\/accept|\.suite\.|\.test\.|\/testing\/|organizations\/|instance\//;

/** What forms of pages are checked by. */
const CHECKS = [
  "accounts/src/**/*.ts",
  "revenue/src/{spend,rates,connections,backfills}/**/*.ts",
  "revenue/src/settings.ts",
];

test("every sentence with which a form is refused has its German words", () => {
  const files = CHECKS.flatMap((pattern) => globSync(pattern, { cwd: PACKAGES })).filter(
    (file) => !NOT_ON_PAGES.test(file),
  );
  const sentences = files.flatMap((file) =>
    [...readFileSync(join(PACKAGES, file), "utf8").matchAll(SENTENCE)].map(([, , text = ""]) => filled(text)),
  );
  assert.ok(sentences.length > 30, "The search finds them.");
  assert.deepEqual(
    [...new Set(sentences)].filter((sentence) => /[a-z] .*[.?]/.test(sentence) && told(de, sentence) === sentence),
    [],
  );
});

test("what is not known is shown as it came, and English stays as it is", () => {
  assert.equal(told(de, "Nobody has said this before."), "Nobody has said this before.");
  assert.equal(told(en, "is required."), "is required.");
  assert.equal(told(de, "must have at most 80 characters."), "darf höchstens 80 Zeichen haben.");
});

/** A template with something in each of its places. */
function filled(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, "7");
}
