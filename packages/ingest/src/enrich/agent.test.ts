import assert from "node:assert/strict";
import { test } from "node:test";
import { createAgentReader } from "./agent.ts";
import { BOTS, PEOPLE } from "./agents-of-the-field.ts";

const NO_APP = { platform: "", deviceModel: "" };

for (const [expected, userAgent] of PEOPLE) {
  test(`a person on ${expected} is read from: ${userAgent}`, () => {
    const { device, browser, os, bot } = createAgentReader()(userAgent, NO_APP);
    assert.equal(bot, null);
    assert.equal(`${device}, ${browser}, ${os}`, expected);
  });
}

for (const userAgent of BOTS) {
  test(`a machine is recognised: ${userAgent}`, () => {
    assert.equal(createAgentReader()(userAgent, NO_APP).bot, "agent_of_bot");
  });
}

test("a request without a user agent is a machine's", () => {
  const read = createAgentReader();
  assert.equal(read(undefined, NO_APP).bot, "agent_missing");
  assert.equal(read("  ", NO_APP).bot, "agent_missing");
});

test("apps name their system in the body, whatever their library calls itself", () => {
  const read = createAgentReader();
  const app = (platform: string, deviceModel: string, userAgent: string) => read(userAgent, { platform, deviceModel });
  const iphone = { device: "mobile", browser: "", os: "iOS", bot: null };
  assert.deepEqual(app("ios", "iPhone15,2", "Shop/1 CFNetwork/1410.0.3 Darwin/22.6.0"), iphone);
  assert.deepEqual(app("ios", "iPad13,4", "Shop/1 CFNetwork/1410.0.3 Darwin/22.6.0"), { ...iphone, device: "tablet" });
  assert.deepEqual(app("android", "Pixel 8", "okhttp/4.12.0"), { ...iphone, os: "Android" });
  assert.deepEqual(app("macos", "Mac15,3", "Shop/1 CFNetwork/1410"), { ...iphone, device: "desktop", os: "macOS" });
  assert.deepEqual(app("fridge", "", "okhttp/4.12.0"), { device: "", browser: "", os: "", bot: null });
});

test("the reference's app kits are people even where the body is silent", () => {
  const read = createAgentReader();
  const android = read("Himetrica-Android/1.2.0 (Pixel 8; Android 14)", NO_APP);
  assert.deepEqual(android, { device: "mobile", browser: "", os: "Android", bot: null });
  const reactNative = read("Himetrica-ReactNative/0.1.28 (ios 17.2)", NO_APP);
  assert.deepEqual(reactNative, { device: "mobile", browser: "", os: "iOS", bot: null });
});

test("a web page that calls its platform web is read by its user agent", () => {
  const agent = createAgentReader()("Mozilla/5.0 (compatible; Googlebot/2.1)", { platform: "web", deviceModel: "" });
  assert.equal(agent.bot, "agent_of_bot");
});

test("an endless user agent is read in bounded time", () => {
  const read = createAgentReader();
  const startedAt = performance.now();
  for (const piece of ["Mozilla/5.0 (", "a ", ";", "Android ", "Chrome/1 "]) read(piece.repeat(16_000), NO_APP);
  assert.ok(performance.now() - startedAt < 5_000);
});
