import assert from "node:assert/strict";
import { test } from "node:test";
import { countryCode } from "./countries.ts";
import { toldEvent } from "./event.ts";
import { browserNamed, deviceNamed, systemNamed } from "./names.ts";
import { originOf } from "./origin.ts";
import { UNKNOWN_FACTS } from "./unknown.ts";

test("countries are known by code, by the names of GA4 and Matomo, and by older ones", () => {
  const names = ["FR", "fr", "France", "Türkiye", "Turkey", "Côte d’Ivoire", "Bosnia & Herzegovina", "Hong Kong"];
  assert.deepEqual(names.map(countryCode), ["FR", "FR", "FR", "TR", "TR", "CI", "BA", "HK"]);
  assert.deepEqual(["Czechia", "Myanmar (Burma)", "UK", "South Korea"].map(countryCode), ["CZ", "MM", "GB", "KR"]);
  assert.deepEqual(["", "(not set)", "xx", "ZZ", "EU", "QQ", "Atlantis"].map(countryCode), [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
  ]);
});

test("devices, browsers and systems have one name each, without versions", () => {
  assert.deepEqual(["Laptop", "smartphone", "Tablet", "Smart TV", "(not set)"].map(deviceNamed), [
    "desktop",
    "mobile",
    "tablet",
    "tv",
    "",
  ]);
  assert.deepEqual(["ios", "Mobile Safari", "edge-chromium", "Chrome 122.0", "Vivaldi", "unknown"].map(browserNamed), [
    "Safari",
    "Safari",
    "Edge",
    "Chrome",
    "Vivaldi",
    "",
  ]);
  assert.deepEqual(["Windows 10", "Mac", "Mac OS", "Android OS", "GNU/Linux", "Chrome OS", "Tizen"].map(systemNamed), [
    "Windows",
    "macOS",
    "macOS",
    "Android",
    "Linux",
    "ChromeOS",
    "Tizen",
  ]);
});

test("a source is named by referrer and campaign where they are known, else by what the other tool calls it", () => {
  const sourceOf = (touch: Parameters<typeof originOf>[0]) => {
    const { source, channel } = originOf(touch);
    return [source, channel];
  };
  assert.deepEqual(sourceOf({}), ["Direct / None", "Direct"]);
  assert.deepEqual(sourceOf({ referrer: "google.com", name: "Whatever" }), ["Google", "Organic Search"]);
  assert.deepEqual(sourceOf({ name: "Bing" }), ["Bing", "Organic Search"]);
  assert.deepEqual(sourceOf({ query: "gclid=1", referrer: "https://www.google.com/" }), ["Google", "Paid Search"]);
  assert.deepEqual(sourceOf({ name: "Google", utm: { utm_source: "letter", utm_medium: "email" } }), [
    "letter",
    "Email",
  ]);
  assert.deepEqual(sourceOf({ referrer: "https://www.shop.example.com/a", hostname: "shop.example.com" }), [
    "Direct / None",
    "Direct",
  ]);
});

test("texts are cut to the limits of collection, queries go, and long ids become short ones that stay the same", () => {
  const told = { projectId: "shop", tool: "ga4", visitor: "v", ts: 0, kind: "custom", visit: UNKNOWN_FACTS } as const;
  const event = toldEvent({
    ...told,
    id: "x".repeat(5_000),
    name: ` ${"n".repeat(400)} `,
    hostname: "SHOP.example.com.",
    path: "/a?email=a@example.com#top",
    title: "t".repeat(600),
    properties: { empty: "", nothing: null, plan: "pro" },
  });
  assert.deepEqual(
    [event.name.length, event.hostname, event.path, event.title.length, event.properties],
    [255, "shop.example.com", "/a", 512, '{"plan":"pro"}'],
  );
  assert.match(event.eventId, /^ga4:[0-9a-f]{64}$/);
  assert.equal(toldEvent({ ...told, id: "x".repeat(5_000), hostname: "", path: "" }).eventId, event.eventId);
  const large = toldEvent({ ...told, id: "y", hostname: "", path: "", properties: { text: "z".repeat(20_000) } });
  assert.equal(large.properties, "");
});
