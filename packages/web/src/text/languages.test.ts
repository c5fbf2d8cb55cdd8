import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./de/text.ts";
import { en } from "./en/text.ts";

/** What is called the same in both languages, by its place. */
const SAME = [
  "product",
  "general.name",
  "general.domains",
  "dashboard.dimensions.browser",
  "dashboard.dimensions.host",
  "dashboard.dimensions.os",
  "dashboard.dimensions.region",
  "dashboard.labels.browser",
  "dashboard.labels.name",
  "dashboard.labels.os",
  "dashboard.labels.region",
  "dashboard.values.tablet",
  "fields.name",
  "fields.code",
  "keys.name",
  "keys.columns.name",
  "signIn.code",
  "overview.noValue",
  "security.code",
  "tracking.create.name",
  "newProject.name",
  "mcp.tab",
  "operation.tabs.mcp",
  "operation.organizations.name",
  "operation.health.version",
  "operation.health.megabytes",
  "newProject.domain",
  "calls.milliseconds",
  "calls.through",
  "units.duration",
];
const NAMES_OF_CLIENTS = /^guide\.clients\.\w+\.(?:name|detail|note)$/;

/** Every text by its place; a function is called with its own parameter names, so that each stands in its result. */
function texts(value: unknown, place = ""): [string, string][] {
  if (typeof value === "string") return [[place, value]];
  if (typeof value === "function") return [[place, said(value as (...given: unknown[]) => unknown)]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, part]) => texts(part, place === "" ? name : `${place}.${name}`));
}

/** Numbers stand for every parameter: they serve where text is wanted too. */
function said(text: (...given: unknown[]) => unknown): string {
  const record = new Proxy(
    {},
    { get: (_target, name) => (name === Symbol.toPrimitive ? () => "7" : `{${String(name)}}`) },
  );
  return JSON.stringify(text(record, record, record));
}

test("no German text equals the English one, except names and words that both have", () => {
  const english = new Map(texts(en));
  const same = texts(de).filter(
    ([place, text]) => text !== "" && english.get(place) === text && !NAMES_OF_CLIENTS.test(place),
  );
  assert.deepEqual(same.map(([place]) => place).sort(), [...SAME].sort());
});

test("every entry that says something in English says something in German", () => {
  const german = new Map(texts(de));
  const silent = texts(en).filter(([place, text]) => text !== "" && !german.get(place));
  assert.deepEqual(silent, []);
});

test("German addresses people as Sie, with the quotes and the spelling of the language", () => {
  for (const [place, text] of texts(de)) {
    assert.doesNotMatch(text, /\b(?:du|dein|deine|deinen|dir|dich|euch|euer)\b/i, place);
    assert.doesNotMatch(text, /[a-zäöü]“[^„]*“|”/, place);
    assert.doesNotMatch(text, /\b(?:koennen|fuer|ueber|aendern|loeschen|waehlen)\b/i, place);
  }
});
