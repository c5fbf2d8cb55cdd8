import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import fc from "fast-check";
import { readBody } from "../body.ts";
import { Refused } from "../refusals.ts";
import { readCustomEvent, readPageView } from "./read.ts";

const VIEW = { visitorId: "v1", path: "/pricing" };
const EVENT = { visitorId: "v1", path: "/pricing", eventName: "sign_up" };
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

test("the bodies of the reference's browser and app trackers are taken as they are", () => {
  const browser = {
    ...VIEW,
    sessionId: "7d3c1f6a-1f0e-4d58-9a0f-3f6b1f1c9e21",
    pageViewId: "0b9f8a52-77d1-4a3e-8a56-5f0e4c1d2b33",
    hostname: "www.example.com",
    title: "Pricing",
    referrer: "",
    queryString: "?a=1",
    screenWidth: 1920,
    screenHeight: 1080,
    utmParams: { utm_source: "x" },
    fbp: null,
    fbclid: null,
    identify: { email: "a@example.com" },
    somethingNew: [1, 2],
  };
  const app = {
    ...VIEW,
    sessionId: "s",
    pageViewId: "pv",
    title: "Home",
    referrer: "",
    queryString: "",
    screenWidth: 390,
    screenHeight: 844,
    platform: "ios",
    appVersion: "1.0",
    osVersion: "17.2",
    deviceModel: "iPhone15,2",
    locale: "en_US",
  };
  assert.equal(readPageView(browser).body.path, "/pricing");
  assert.equal(readPageView(app).body.platform, "ios");
  const bare = readCustomEvent({
    ...EVENT,
    path: "",
    title: "",
    queryString: "",
    platform: "android",
    properties: null,
  });
  assert.equal(bare.body.path, "");
});

test("what the visitor typed into the address does not stay in the path", () => {
  assert.equal(readPageView({ ...VIEW, path: "/search?q=secret?x" }).body.path, "/search");
});

/** Field, body, and what the sentence must say. */
const WRONG_VIEWS: readonly (readonly [field: string, change: Record<string, unknown>, rule: RegExp])[] = [
  ["visitorId", { visitorId: "" }, /1 to 128 letters, digits/],
  ["visitorId", { visitorId: 17 }, /1 to 128 letters, digits/],
  ["visitorId", { visitorId: "a b" }, /letters, digits/],
  ["visitorId", { visitorId: "x".repeat(129) }, /1 to 128/],
  ["visitorId", { visitorId: "mail@example.com" }, /letters, digits/],
  ["pageViewId", { pageViewId: {} }, /1 to 128/],
  ["eventId", { eventId: "<script>" }, /1 to 128/],
  ["path", { path: undefined }, /^is missing; it must be a text of 1 to 2048/],
  ["path", { path: "" }, /1 to 2048/],
  ["path", { path: null }, /1 to 2048/],
  ["path", { path: `/${"x".repeat(2_048)}` }, /1 to 2048/],
  ["hostname", { hostname: "https://example.com/" }, /without scheme and path/],
  ["hostname", { hostname: "x".repeat(254) }, /253/],
  ["title", { title: 5 }, /must be a text/],
  ["referrer", { referrer: ["https://a.org"] }, /must be a text/],
  ["queryString", { queryString: { a: 1 } }, /must be a text/],
  ["utmParams", { utmParams: "utm_source=x" }, /must be an object with utm_source/],
  ["utmParams.utm_medium", { utmParams: { utm_medium: 1 } }, /must be a text/],
  ["screenWidth", { screenWidth: "1920" }, /number of pixels/],
  ["timestamp", { timestamp: "yesterday" }, /milliseconds since 1970/],
  ["timestamp", { timestamp: "2026-02-30T00:00:00Z" }, /ISO 8601/],
  ["timestamp", { timestamp: "2026-03-01T12:00:00" }, /Z or an offset/],
  ["timestamp", { timestamp: 1.5 }, /whole number/],
];

for (const [field, change, rule] of WRONG_VIEWS) {
  test(`a page view with ${JSON.stringify(change).slice(0, 60)} is refused, naming ${field}`, () => {
    assertRefused(() => readPageView({ ...VIEW, ...change }), field, rule);
  });
}

const WRONG_EVENTS: typeof WRONG_VIEWS = [
  ["eventName", { eventName: undefined }, /^is missing; it must start with a letter/],
  ["eventName", { eventName: "" }, /start with a letter/],
  ["eventName", { eventName: "1st" }, /start with a letter/],
  ["eventName", { eventName: "sign up" }, /letters, digits, _ or -/],
  ["eventName", { eventName: "käufe" }, /letters, digits, _ or -/],
  ["eventName", { eventName: "signup\n" }, /letters, digits, _ or -/],
  ["eventName", { eventName: "x".repeat(256) }, /at most 255/],
  ["properties", { properties: "plan=pro" }, /must be an object/],
  ["properties", { properties: [1] }, /must be an object/],
  ["properties", { properties: nested(6) }, /at most 5 levels/],
  ["properties", { properties: { a: [[[[[]]]]] } }, /at most 5 levels/],
  ["properties", { properties: { a: "é".repeat(5_117) } }, /at most 10240 bytes as JSON; these are 10242/],
  ["path", { path: `/${"x".repeat(2_048)}` }, /2048/],
];

for (const [field, change, rule] of WRONG_EVENTS) {
  test(`a custom event with ${JSON.stringify(change).slice(0, 60)} is refused, naming ${field}`, () => {
    assertRefused(() => readCustomEvent({ ...EVENT, ...change }), field, rule);
  });
}

test("the limits themselves are still taken", () => {
  readPageView({ visitorId: "x".repeat(128), path: `/${"x".repeat(2_047)}`, timestamp: "2026-03-01T12:00:00+02:00" });
  readCustomEvent({ ...EVENT, eventName: "x".repeat(255), properties: nested(5) });
  const full = readCustomEvent({ ...EVENT, properties: { a: "é".repeat(5_116) } });
  assert.equal(Buffer.byteLength(full.properties), 10_240);
});

test("the example of every refusal is taken when it is sent", () => {
  for (const [, change] of WRONG_VIEWS) {
    readPageView(exampleOf(() => readPageView({ ...VIEW, ...change })));
  }
  for (const [, change] of WRONG_EVENTS) {
    readCustomEvent(exampleOf(() => readCustomEvent({ ...EVENT, ...change })));
  }
});

const WRONG_BODIES: readonly (readonly [name: string, body: Buffer | undefined, message: RegExp])[] = [
  ["no bytes", undefined, /^body: .*no body/],
  ["a NUL byte", Buffer.from('{"a":"\0"}'), /^body: must not hold NUL bytes/],
  ["bytes that are not UTF-8", Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), /^body: must be valid UTF-8/],
  ["half a JSON text", Buffer.from('{"path":"/'), /^body: must be valid JSON\. Received: \{"path":"\/\./],
  ["an array", Buffer.from("[]"), /^body: must be one JSON object/],
  ["a number", Buffer.from("5"), /^body: must be one JSON object/],
  ["an escaped NUL", Buffer.from('{"path":"/a\\u0000"}'), /^path: must not hold the NUL character/],
  ["an escaped NUL deep inside", Buffer.from('{"properties":{"a":["\\u0000"]}}'), /^properties: must not hold the NUL/],
  ["an escaped NUL in a name", Buffer.from('{"properties":{"a\\u0000":1}}'), /^properties: must not hold the NUL/],
  ["an escaped NUL in a field's name", Buffer.from('{"a\\u0000":1}'), /^body: must not hold the NUL/],
  ["half a character", Buffer.from('{"title":"\\ud83d"}'), /^title: must not hold half a character/],
];

for (const [name, body, message] of WRONG_BODIES) {
  test(`a body with ${name} is refused`, () => {
    assert.throws(
      () => readBody(body),
      (error) => error instanceof Refused && message.test(error.error.message),
    );
  });
}

test("whole characters and backslashes in front of u0000 are taken", () => {
  assert.deepEqual(readBody(Buffer.from('\ufeff{"a":"\\ud83d\\ude00 \\\\u0000"}')), { a: "😀 \\u0000" });
});

test("thousands of brackets are refused without a crash", () => {
  const properties = `${"[".repeat(20_000)}"\\u0000"${"]".repeat(20_000)}`;
  assert.throws(() => readBody(Buffer.from(`{"properties":${properties}}`)), Refused);
  const deep = readBody(Buffer.from(`{"properties":{"a":${properties.replace('"\\u0000"', "")}}}`));
  assertRefused(() => readCustomEvent({ ...EVENT, ...deep }), "properties", /at most 5 levels/);
});

test("any JSON object is either taken or refused by name", () => {
  const field = fc.constantFrom(...Object.keys(EVENT), "properties", "timestamp", "utmParams", "hostname", "eventId");
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (change) => {
      for (const read of [readPageView, readCustomEvent]) {
        try {
          read({ ...EVENT, ...change });
        } catch (error) {
          assert.ok(error instanceof Refused && error.error instanceof InvalidInput);
          assert.ok((error.error.fault.field.split(".")[0] ?? "") in { ...EVENT, ...change });
        }
      }
    }),
    { numRuns: 500 },
  );
});

function refusalOf(read: () => unknown): InvalidInput {
  try {
    read();
  } catch (error) {
    if (error instanceof Refused && error.error instanceof InvalidInput) return error.error;
    throw error;
  }
  return assert.fail("Nothing was refused.");
}

function assertRefused(read: () => unknown, field: string, rule: RegExp): void {
  const { fault } = refusalOf(read);
  assert.equal(fault.field, field);
  assert.match(fault.rule, rule);
}

function exampleOf(read: () => unknown): Record<string, unknown> {
  return { ...refusalOf(read).fault.example };
}
