import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { createAgentReader } from "./agent.ts";

const require = createRequire(import.meta.url);
const NO_APP = { platform: "", deviceModel: "" };
const BOTS = 500;
const PEOPLE = 500;

/** Examples of a list that is kept by hand, crawler by crawler: an even sample over its whole length. */
function labelledBots(): string[] {
  const crawlers: { instances: string[] }[] = require("crawler-user-agents");
  return sample([...new Set(crawlers.flatMap(({ instances }) => instances))], BOTS);
}

/** Agents that websites have met from browsers that ran their scripts: the hundred most frequent, and a sample of all. */
function labelledPeople(): string[] {
  const top: string[] = require("top-user-agents");
  const file = join(dirname(require.resolve("user-agents")), "user-agents.json");
  const met: { userAgent: string }[] = JSON.parse(readFileSync(file, "utf8"));
  const others = [...new Set(met.map(({ userAgent }) => userAgent))].filter((agent) => !top.includes(agent)).sort();
  return [...top, ...sample(others, PEOPLE - top.length)];
}

function sample(texts: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, place) => texts[Math.floor((place * texts.length) / count)] ?? "");
}

test("of 1,000 labelled agents at least 99 % of the bots are found, and at most 0.5 % of the people are hit", () => {
  const read = createAgentReader();
  const isBot = (agent: string) => read(agent, NO_APP).bot !== null;
  const [bots, people] = [labelledBots(), labelledPeople()];
  assert.deepEqual([new Set(bots).size, new Set(people).size], [BOTS, PEOPLE]);
  const missed = bots.filter((agent) => !isBot(agent));
  const hit = people.filter(isBot);
  assert.ok(missed.length <= BOTS * 0.01, `${missed.length} bots missed:\n${missed.join("\n")}`);
  assert.ok(hit.length <= PEOPLE * 0.005, `${hit.length} people hit:\n${hit.join("\n")}`);
});
