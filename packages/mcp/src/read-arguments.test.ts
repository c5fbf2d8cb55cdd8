import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import { z } from "zod";
import { publishInput } from "./json-schema.ts";
import { readArguments } from "./read-arguments.ts";

const SCHEMA = publishInput(
  z.object({
    period: z.enum(["today", "last_7_days"]).optional(),
    startDate: z.string().optional(),
    limit: z.int().optional(),
    exact: z.boolean().optional(),
    words: z.array(z.enum(["a", "b"])).optional(),
    filters: z.array(z.object({ dimension: z.string(), values: z.array(z.string()).optional() })).optional(),
    options: z.object({ deep: z.boolean() }).optional(),
    either: z.union([z.string(), z.number()]).optional(),
  }),
);

suite("arguments", () => {
  const readings: Record<string, [given: object, meant: object]> = {
    "text around a value is cut": [{ startDate: " 2026-01-02\n" }, { startDate: "2026-01-02" }],
    "null and nothing mean not given": [{ startDate: "", limit: null, words: "  " }, {}],
    "a number as text is a number": [{ limit: "20" }, { limit: 20 }],
    "a truth value as text is one": [{ exact: "True" }, { exact: true }],
    "the case of a fixed value does not matter": [{ period: "Last 7-Days" }, { period: "last_7_days" }],
    "a list as JSON text is a list": [{ filters: '[{"dimension":"page"}]' }, { filters: [{ dimension: "page" }] }],
    "one entry is a list of one": [{ filters: { dimension: "page" } }, { filters: [{ dimension: "page" }] }],
    "words with commas are a list": [{ words: "a, b" }, { words: ["a", "b"] }],
    "a text without fixed words is a list of one": [
      { filters: [{ dimension: "city", values: "Washington, D.C." }] },
      { filters: [{ dimension: "city", values: ["Washington, D.C."] }] },
    ],
    "inside a list of objects the same holds": [
      { filters: '{"dimension":" city ","values":[" Paris ",75]}' },
      { filters: [{ dimension: "city", values: ["Paris", "75"] }] },
    ],
    "a number where a text belongs is a text": [{ startDate: 2026 }, { startDate: "2026" }],
    "an empty list is an empty object": [{ options: [] }, { options: {} }],
    "a text that may be one stays one": [{ either: "20" }, { either: "20" }],
  };
  for (const [name, [given, meant]] of Object.entries(readings)) {
    test(name, () => assert.deepEqual(readArguments(SCHEMA, given), meant));
  }

  test("what has no single reading is left for the tool to refuse", () => {
    for (const given of [{ limit: "twenty" }, { limit: "1e3" }, { period: "week" }, { filters: "[oops" }]) {
      assert.deepEqual(readArguments(SCHEMA, given), given);
    }
  });

  test("a parameter that does not exist is refused with those that do, whatever its name", () => {
    for (const name of ["range", "constructor", "__proto__"]) {
      const given: object = JSON.parse(`{"${name}":1}`);
      assert.throws(
        () => readArguments(SCHEMA, given),
        (error) => error instanceof InvalidInput && error.fault.field === name && error.fault.allowed?.length === 8,
      );
    }
  });

  test("no arguments are an empty object", () => {
    assert.deepEqual(readArguments(SCHEMA, undefined), {});
  });
});
