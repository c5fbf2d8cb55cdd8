import assert from "node:assert/strict";
import { test } from "node:test";
import { readCustomEvent, readPageView } from "../events/read.ts";
import { enrich } from "./enrich.ts";
import { readLanguage } from "./language.ts";
import { createOriginReader } from "./origin.ts";
import { readReferrer } from "./referrer.ts";
import { cut } from "./text.ts";
import { readTime } from "./time.ts";

const NOON = Date.parse("2026-03-01T12:00:00Z");
const HOUR_MS = 3_600_000;
const CIRCUMSTANCES = {
  projectId: "p1",
  visitorId: "v1",
  ts: NOON,
  agent: { device: "desktop", browser: "Chrome", os: "Windows", bot: null },
  acceptLanguage: "de-CH,de;q=0.9",
  origin: "https://www.example.com",
} as const;
const VIEW = { visitorId: "v1", pageViewId: "view-1", path: "/pricing" };

test("a page view is enriched into everything that a report asks for", () => {
  const body = {
    ...VIEW,
    path: "/pricing?email=a@example.com",
    hostname: "WWW.Example.com.",
    title: " Pricing ",
    referrer: "https://user:secret@www.partner.org:8443/a/b?who=x#top",
    queryString: "?utm_term=lamps&gclid=",
    utmParams: { utm_source: "newsletter", utm_medium: "email", utm_campaign: "spring", utm_content: null },
  };
  assert.deepEqual(enrich(readPageView(body), CIRCUMSTANCES), {
    projectId: "p1",
    eventId: "view-1",
    ts: NOON,
    kind: "pageview",
    visitorId: "v1",
    name: "",
    hostname: "www.example.com",
    path: "/pricing",
    title: "Pricing",
    properties: "",
    visit: {
      referrer: "https://www.partner.org:8443/a/b",
      referrerHost: "partner.org",
      source: "newsletter",
      channel: "Email",
      utmSource: "newsletter",
      utmMedium: "email",
      utmCampaign: "spring",
      utmTerm: "lamps",
      utmContent: "",
      country: "",
      region: "",
      city: "",
      device: "desktop",
      browser: "Chrome",
      os: "Windows",
      language: "de-CH",
    },
  });
});

test("what a reader of origins remembers is what it would read", () => {
  const readOrigin = createOriginReader();
  const bodies = [
    { ...VIEW, referrer: "https://www.google.com/search?q=x", hostname: "www.example.com" },
    { ...VIEW, referrer: "https://www.google.com/search?q=x", hostname: "www.google.com" },
    { ...VIEW, queryString: "?utm_source=letter&gclid=1" },
    { ...VIEW, queryString: "?utm_source=letter", utmParams: { utm_source: "other" } },
    { ...VIEW, fbclid: "1" },
    { ...VIEW, referrer: `https://partner.org/${"x".repeat(600)}` },
  ];
  for (const body of [...bodies, ...bodies]) {
    const event = readPageView(body);
    assert.deepEqual(enrich(event, { ...CIRCUMSTANCES, readOrigin }), enrich(event, CIRCUMSTANCES));
  }
});

test("a custom event keeps its name and properties, and gets an id of its own", () => {
  const body = { visitorId: "v1", eventName: "sign_up", path: "/", properties: { plan: "pro", seats: 3 } };
  const first = enrich(readCustomEvent(body), CIRCUMSTANCES);
  const second = enrich(readCustomEvent(body), CIRCUMSTANCES);
  assert.equal(first.kind, "custom");
  assert.equal(first.name, "sign_up");
  assert.equal(first.properties, '{"plan":"pro","seats":3}');
  assert.notEqual(first.eventId, second.eventId);
});

test("an eventId stands above the page view's id and names a custom event", () => {
  assert.equal(enrich(readPageView({ ...VIEW, eventId: "e-1" }), CIRCUMSTANCES).eventId, "e-1");
  const custom = { visitorId: "v1", eventName: "buy", path: "/", eventId: "order-1042" };
  assert.equal(enrich(readCustomEvent(custom), CIRCUMSTANCES).eventId, "order-1042");
});

test("the host of a body that names none is the browser's origin, and apps have none", () => {
  assert.equal(enrich(readPageView(VIEW), CIRCUMSTANCES).hostname, "www.example.com");
  assert.equal(enrich(readPageView({ ...VIEW, platform: "ios" }), CIRCUMSTANCES).hostname, "");
  assert.equal(enrich(readPageView(VIEW), { ...CIRCUMSTANCES, origin: "null" }).hostname, "");
});

test("an app's locale stands above the header, and both are shortened to language and region", () => {
  assert.equal(readLanguage("fr_FR", "en-US"), "fr-FR");
  assert.equal(readLanguage("zh_CN_#Hans", undefined), "zh-CN");
  assert.equal(readLanguage("zh-Hant-TW", undefined), "zh-TW");
  assert.equal(readLanguage("", "en-GB,en;q=0.8"), "en-GB");
  assert.equal(readLanguage("", "pt"), "pt");
  assert.equal(readLanguage("", "ES-419;q=0.9, es"), "es-419");
  assert.equal(readLanguage("de_AT.UTF-8", undefined), "de-AT");
  for (const nothing of ["", "*", "english please", "-", "C", "e1", "x".repeat(500)]) {
    assert.equal(readLanguage("", nothing), "", nothing);
  }
});

test("referrers lose query, fragment and credentials, and the site's own are none", () => {
  assert.deepEqual(readReferrer("https://t.co/abc?x=1#y", "a.org"), { address: "https://t.co/abc", host: "t.co" });
  assert.deepEqual(readReferrer("news.site.org/a", "a.org"), {
    address: "https://news.site.org/a",
    host: "news.site.org",
  });
  const app = { address: "android-app://com.slack/", host: "com.slack" };
  assert.deepEqual(readReferrer("android-app://com.slack/", "a.org"), app);
  for (const none of [
    "",
    "https://shop.a.org/",
    "javascript:alert(1)",
    "data:text/html,x",
    "myapp://open",
    "http://",
  ]) {
    assert.deepEqual(readReferrer(none, "www.a.org"), { address: "", host: "" }, none);
  }
});

test("a sender's clock is believed for the last day and five minutes ahead", () => {
  assert.deepEqual(readTime(null, NOON), { ts: NOON, redated: false });
  assert.deepEqual(readTime(NOON - 24 * HOUR_MS, NOON), { ts: NOON - 24 * HOUR_MS, redated: false });
  assert.deepEqual(readTime(NOON - 24 * HOUR_MS - 1, NOON), { ts: NOON, redated: true });
  assert.deepEqual(readTime(NOON + 300_000, NOON), { ts: NOON + 300_000, redated: false });
  assert.deepEqual(readTime(NOON + 300_001, NOON), { ts: NOON, redated: true });
});

test("a cut never leaves half a character", () => {
  assert.equal(cut("ab😀", 3), "ab");
  assert.equal(cut("ab😀", 4), "ab😀");
});
