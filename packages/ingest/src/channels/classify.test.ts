import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANNELS } from "@heliometer/core";
import fc from "fast-check";
import { readCampaign } from "../enrich/campaign.ts";
import { readReferrer } from "../enrich/referrer.ts";
import { classify, classifyName, type Touch } from "./classify.ts";
import { CLICK_ID_NAMES, CLICK_IDS } from "./click-ids.ts";
import { SITES } from "./find-site.ts";

const HOSTNAME = "www.example.com";

/** A visit as a tracker reports it: referrer, query string → channel, source. */
type Case = readonly [referrer: string, query: string, channel: string, source: string];

const CASES: readonly Case[] = [
  // Nothing known, and the site's own pages.
  ["", "", "Direct", "Direct / None"],
  ["https://www.example.com/pricing", "", "Direct", "Direct / None"],
  ["https://blog.example.com/post", "", "Direct", "Direct / None"],
  ["https://example.com", "?ref=header", "Direct", "Direct / None"],
  ["about:blank", "", "Direct", "Direct / None"],
  ["not an address", "", "Direct", "Direct / None"],
  ["", "?gclid=", "Direct", "Direct / None"],
  // Search engines.
  ["https://www.google.com/", "", "Organic Search", "Google"],
  ["https://www.google.co.uk/search?q=shoes", "", "Organic Search", "Google"],
  ["https://google.com.br/", "", "Organic Search", "Google"],
  ["android-app://com.google.android.googlequicksearchbox/https/www.google.com", "", "Organic Search", "Google"],
  ["https://www.bing.com/search?q=x", "", "Organic Search", "Bing"],
  ["https://duckduckgo.com/", "", "Organic Search", "DuckDuckGo"],
  ["https://search.yahoo.com/search", "", "Organic Search", "Yahoo"],
  ["https://de.search.yahoo.com/", "", "Organic Search", "Yahoo"],
  ["https://yandex.ru/", "", "Organic Search", "Yandex"],
  ["https://www.baidu.com/link?url=x", "", "Organic Search", "Baidu"],
  ["https://www.ecosia.org/", "", "Organic Search", "Ecosia"],
  ["https://search.brave.com/", "", "Organic Search", "Brave Search"],
  ["https://kagi.com/search", "", "Organic Search", "Kagi"],
  ["https://www.google.com/", "?srsltid=AfmB", "Organic Search", "Google"],
  ["", "?ysclid=abc", "Organic Search", "Yandex"],
  ["", "?utm_source=google&utm_medium=organic", "Organic Search", "Google"],
  ["", "?utm_source=google", "Organic Search", "Google"],
  // Names that only look like a search engine.
  ["https://google.evil.com/", "", "Referral", "google.evil.com"],
  ["https://docs.google.com/document/d/1", "", "Referral", "docs.google.com"],
  ["https://notgoogle.com/", "", "Referral", "notgoogle.com"],
  // Paid search.
  ["https://www.google.com/", "?gclid=Cj0", "Paid Search", "Google"],
  ["", "?gbraid=0AAA", "Paid Search", "Google"],
  ["", "?wbraid=Cl8", "Paid Search", "Google"],
  ["https://www.bing.com/", "?msclkid=1", "Paid Search", "Bing"],
  ["https://yandex.ru/", "?yclid=1", "Paid Search", "Yandex"],
  ["", "?utm_source=google&utm_medium=cpc", "Paid Search", "Google"],
  ["", "?utm_source=adwords&utm_medium=CPC&utm_campaign=brand", "Paid Search", "Google"],
  ["https://www.google.com/", "?utm_source=autumn&utm_medium=cpc", "Paid Search", "autumn"],
  ["", "?utm_source=bing&utm_medium=paid_search", "Paid Search", "Bing"],
  ["", "?utm_source=duckduckgo&utm_medium=ppc", "Paid Search", "DuckDuckGo"],
  // Social.
  ["https://l.facebook.com/l.php?u=x", "", "Organic Social", "Facebook"],
  ["https://m.facebook.com/", "?fbclid=IwAR", "Organic Social", "Facebook"],
  ["", "?fbclid=IwAR", "Organic Social", "Facebook"],
  ["https://l.instagram.com/", "?fbclid=IwAR", "Organic Social", "Instagram"],
  ["https://t.co/abc", "", "Organic Social", "X"],
  ["https://www.linkedin.com/feed/", "", "Organic Social", "LinkedIn"],
  ["android-app://com.linkedin.android/", "", "Organic Social", "LinkedIn"],
  ["https://old.reddit.com/r/x", "", "Organic Social", "Reddit"],
  ["https://news.ycombinator.com/item?id=1", "", "Organic Social", "Hacker News"],
  ["https://www.youtube.com/redirect", "", "Organic Social", "YouTube"],
  ["https://www.pinterest.fr/", "", "Organic Social", "Pinterest"],
  ["", "?utm_source=twitter&utm_medium=social", "Organic Social", "X"],
  ["", "?utm_source=buffer&utm_medium=social", "Organic Social", "buffer"],
  // Paid social.
  ["", "?ttclid=E.C.P", "Paid Social", "TikTok"],
  ["https://www.linkedin.com/", "?li_fat_id=1", "Paid Social", "LinkedIn"],
  ["", "?utm_source=facebook&utm_medium=cpc&fbclid=1", "Paid Social", "Facebook"],
  ["", "?utm_source=ig&utm_medium=paid", "Paid Social", "Instagram"],
  ["", "?utm_source=fb&utm_medium=cpm", "Paid Social", "Facebook"],
  ["", "?utm_source=agency&utm_medium=paid_social", "Paid Social", "agency"],
  ["", "?ScCid=1", "Paid Social", "Snapchat"],
  // E-mail.
  ["https://mail.google.com/mail/u/0/", "", "Email", "Gmail"],
  ["android-app://com.google.android.gm/", "", "Email", "Gmail"],
  ["https://outlook.live.com/", "", "Email", "Outlook"],
  ["", "?utm_source=newsletter&utm_medium=email", "Email", "newsletter"],
  ["", "?utm_source=weekly-newsletter", "Email", "weekly-newsletter"],
  ["", "?utm_source=launch&utm_medium=Newsletter", "Email", "launch"],
  ["", "?mc_cid=1&mc_eid=2", "Email", "Mailchimp"],
  ["", "?_hsenc=1&utm_medium=email&utm_source=hs_email", "Email", "HubSpot"],
  // AI assistants.
  ["https://chatgpt.com/", "", "AI Assistants", "ChatGPT"],
  ["https://chat.openai.com/", "", "AI Assistants", "ChatGPT"],
  ["", "?utm_source=chatgpt.com", "AI Assistants", "ChatGPT"],
  ["https://claude.ai/", "", "AI Assistants", "Claude"],
  ["https://www.perplexity.ai/search/x", "", "AI Assistants", "Perplexity"],
  ["https://gemini.google.com/app", "", "AI Assistants", "Gemini"],
  ["https://copilot.microsoft.com/", "", "AI Assistants", "Microsoft Copilot"],
  ["https://chat.mistral.ai/chat", "", "AI Assistants", "Mistral"],
  ["https://chat.deepseek.com/", "", "AI Assistants", "DeepSeek"],
  ["https://grok.com/", "", "AI Assistants", "Grok"],
  ["", "?utm_source=perplexity&utm_medium=referral", "AI Assistants", "Perplexity"],
  // Display and affiliates.
  ["", "?utm_source=google&utm_medium=display&gclid=1", "Display", "Google"],
  ["", "?dclid=1", "Display", "Google Display"],
  ["https://www.taboola.com/", "", "Display", "Taboola"],
  ["", "?utm_source=news-site&utm_medium=banner", "Display", "news-site"],
  ["", "?utm_source=news-site&utm_medium=cpm", "Display", "news-site"],
  ["", "?utm_source=criteo&utm_medium=retargeting", "Display", "Criteo"],
  ["https://www.awin1.com/cread.php", "", "Affiliates", "Awin"],
  ["", "?irclickid=1", "Affiliates", "Impact"],
  ["", "?utm_source=some-blog&utm_medium=affiliate", "Affiliates", "some-blog"],
  // Referrals and campaigns.
  ["https://github.com/heliometer", "", "Referral", "GitHub"],
  ["https://en.wikipedia.org/wiki/Sun", "", "Referral", "Wikipedia"],
  ["https://www.partner.org/page?x=1#y", "", "Referral", "partner.org"],
  ["https://news.partner.org:8443/", "", "Referral", "news.partner.org"],
  ["", "?utm_source=partner&utm_medium=referral", "Referral", "partner"],
  ["", "?utm_source=partner", "Campaign", "partner"],
  ["", "?utm_campaign=autumn", "Campaign", "(not set)"],
  ["", "?utm_source=poster&utm_medium=qr&utm_campaign=fair", "Campaign", "poster"],
  ["", "?utm_source=unknown-network&utm_medium=cpc", "Campaign", "unknown-network"],
];

for (const [referrer, query, channel, source] of CASES) {
  test(`a visit from ${referrer || "nowhere"} with ${query || "no query"} is ${channel} from ${source}`, () => {
    assert.deepEqual(classifyVisit(referrer, query), { channel, source });
  });
}

test("sites under a suffix that is let out to strangers are foreign to each other", () => {
  const visit = { referrerHost: "alice.github.io", hostname: "bob.github.io" };
  assert.deepEqual(classify(touch(visit)), { source: "alice.github.io", channel: "Referral" });
});

test("a page on a bare host or an address knows its own referrer", () => {
  for (const hostname of ["localhost", "192.0.2.7", "[2001:db8::1]"]) {
    assert.equal(classify(touch({ referrerHost: hostname, hostname })).channel, "Direct", hostname);
    assert.equal(classify(touch({ referrerHost: "partner.org", hostname })).channel, "Referral", hostname);
  }
});

test("classifying never throws and always names a channel of the list and a source", () => {
  const sites = SITES.flatMap(({ hosts = [], tags = [] }) => [...hosts, ...tags]);
  const word = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.domain(), fc.constantFrom(...sites));
  const medium = fc.oneof(
    fc.string(),
    fc.constantFrom("", "cpc", "email", "paid_social", "organic", "cpm", "referral"),
  );
  const arbitrary = fc.record({
    referrerHost: word,
    hostname: word,
    utmSource: word,
    utmMedium: medium,
    utmCampaign: fc.string(),
    clickIds: fc.array(fc.oneof(fc.string(), fc.constantFrom(...CLICK_ID_NAMES)), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(arbitrary, (visit) => {
      const first = classify(visit);
      assert.ok(CHANNELS.includes(first.channel), first.channel);
      assert.notEqual(first.source, "");
      assert.deepEqual(classify(visit), first);
      const isTold = [visit.utmSource, visit.utmMedium, visit.utmCampaign].some((text) => text !== "");
      if (isTold) assert.notEqual(first.channel, "Direct");
    }),
    { numRuns: 2_000 },
  );
});

test("every way to send a referrer and a query is read without a throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.webUrl(), fc.string({ unit: "binary" })),
      fc.string({ unit: "binary" }),
      (referrer, query) => {
        assert.ok(CHANNELS.includes(classifyVisit(referrer, query).channel));
      },
    ),
  );
});

test("no host, tag or click id of the lists is claimed twice, and none is spelled so that it never matches", () => {
  for (const names of [SITES.flatMap(({ hosts = [] }) => hosts), SITES.flatMap(({ tags = [] }) => tags)]) {
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
    for (const name of names) assert.equal(name, name.toLowerCase().replace(/^www\./, ""));
  }
  assert.equal(CLICK_ID_NAMES.size, CLICK_IDS.length);
  assert.equal(new Set(SITES.map(({ name }) => name)).size, SITES.length);
});

test("every listed host is classified by its kind, with and without www", () => {
  const channels = {
    search: "Organic Search",
    social: "Organic Social",
    assistant: "AI Assistants",
    email: "Email",
    display: "Display",
    affiliate: "Affiliates",
    other: "Referral",
  } as const;
  for (const { name, kind, hosts = [] } of SITES) {
    for (const host of hosts.flatMap((plain) => [plain, `www.${plain}`])) {
      assert.deepEqual(classify(touch({ referrerHost: host })), { source: name, channel: channels[kind] }, host);
    }
  }
});

test("a source that is known by its name alone is what it would be as a referrer", () => {
  const named = (name: string, visit: Partial<Touch> = {}) => classifyName(name, touch(visit));
  assert.deepEqual(named("Google"), { source: "Google", channel: "Organic Search" });
  assert.deepEqual(named("google", { utmMedium: "cpc" }), { source: "Google", channel: "Paid Search" });
  assert.deepEqual(named("Hacker News"), classify(touch({ referrerHost: "news.ycombinator.com" })));
  assert.deepEqual(named("chatgpt.com"), classify(touch({ referrerHost: "chatgpt.com" })));
  assert.deepEqual(named("partner.example.net"), { source: "partner.example.net", channel: "Referral" });
  assert.deepEqual(named("Our partner"), { source: "Our partner", channel: "Referral" });
});

function classifyVisit(referrer: string, query: string) {
  const { host } = readReferrer(referrer, HOSTNAME);
  const campaign = readCampaign({ queryString: query, fbclid: "" });
  return classify({ referrerHost: host, hostname: HOSTNAME, ...campaign });
}

function touch(visit: Partial<Touch>): Touch {
  return {
    referrerHost: "",
    utmSource: "",
    utmMedium: "",
    utmCampaign: "",
    clickIds: [],
    hostname: HOSTNAME,
    ...visit,
  };
}
