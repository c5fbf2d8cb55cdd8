import assert from "node:assert/strict";
import { test } from "node:test";
import { filterForLabel, hasFilter, withFilter, withoutFilter } from "./filters.ts";
import { chooseGroup, figureOf, groupOf, queryOf, readState, type State } from "./state.ts";

const PLACES = ["country", "region", "city"] as const;
const SOURCES = ["source", "channel"] as const;
const stateOf = (query: string): State => readState(Object.fromEntries(new URLSearchParams(query)));

test("an address is read and written back as it was", () => {
  const addresses = [
    "",
    "?period=last_30_days",
    "?startDate=2026-11-01&endDate=2026-11-10&timezone=Asia%2FKolkata&compare=none&interval=week&metrics=sessions",
    "?filters=%5B%7B%22dimension%22%3A%22page%22%2C%22operator%22%3A%22is%22%2C%22values%22%3A%5B%22%2Fa%26b%22%5D%7D%5D&groupBy=channel%2Ccity",
    "?sort=entries&eventName=sign+up&property=plan",
  ];
  for (const address of addresses) assert.equal(queryOf(stateOf(address)), address);
});

test("what the dashboard does not know and what was left empty is dropped", () => {
  assert.equal(queryOf(stateOf("?utm_source=x&period=&limit=3&sort=exits")), "?sort=exits");
});

test("each list has its own grouping, all of them in one parameter", () => {
  const state = stateOf("?groupBy=channel,city");
  assert.equal(groupOf(state, SOURCES), "channel");
  assert.equal(groupOf(state, PLACES), "city");
  assert.deepEqual(chooseGroup(state, PLACES, "region"), { groupBy: "channel,region" });
  assert.deepEqual(chooseGroup(state, SOURCES, "source"), { groupBy: "city" });
  assert.deepEqual(chooseGroup({ groupBy: "city" }, PLACES, "country"), { groupBy: undefined });
  assert.equal(groupOf({ groupBy: "nonsense" }, PLACES), "country");
});

test("a figure that there is not is the first one", () => {
  assert.equal(figureOf(stateOf("?metrics=bounceRate,sessions")), "bounceRate");
  assert.equal(figureOf(stateOf("?metrics=nonsense")), "uniqueVisitors");
});

test("a row filters by what it stands for: an empty value by its name, a cut text by its beginning", () => {
  assert.deepEqual(filterForLabel("source", "Direct / None").values, [""]);
  assert.deepEqual(filterForLabel("utmCampaign", "(none)").values, [""]);
  const cut = `${"x".repeat(199)}…`;
  assert.deepEqual(filterForLabel("page", cut), {
    dimension: "page",
    operator: "starts_with",
    values: ["x".repeat(199)],
  });
});

test("a second value of the same thing takes the place of the first, and taking it out leaves the others", () => {
  const france = filterForLabel("country", "FR");
  const phone = filterForLabel("device", "mobile");
  const both = withFilter(withFilter({}, france), phone);
  const spain = withFilter(both, filterForLabel("country", "ES"));
  assert.deepEqual(spain.filters, [phone, filterForLabel("country", "ES")]);
  assert.equal(hasFilter(spain, france), false);
  assert.deepEqual(withoutFilter(withFilter({}, france), france), { filters: undefined });
});
