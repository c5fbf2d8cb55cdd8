import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countryName } from "./country.ts";
import { cleanText } from "./text.ts";
import { changeInWords, countOf } from "./words.ts";

describe("words", () => {
  test("a change is told by its size and direction", () => {
    const than = "the week before";
    assert.equal(
      changeInWords({ now: 112, before: 100 }, "visitors", than),
      "12 % more visitors than in the week before",
    );
    assert.equal(
      changeInWords({ now: 2, before: 3 }, "visitors", than),
      "33.3 % fewer visitors than in the week before",
    );
    assert.equal(
      changeInWords({ now: 100_001, before: 100_000 }, "visitors", than),
      "slightly more visitors than in the week before",
    );
    assert.equal(changeInWords({ now: 3, before: 3 }, "visitors", than), "as many as in the week before");
    assert.equal(changeInWords({ now: 3, before: 0 }, "visitors", than), "against none in the week before");
    assert.equal(changeInWords({ now: 0, before: 0 }, "visitors", than), "as in the week before");
  });

  test("one is singular, thousands are parted", () => {
    assert.equal(countOf(1, "page view"), "1 page view");
    assert.equal(countOf(1234, "page view"), "1,234 page views");
  });

  test("a country has its English name, an unassigned code itself", () => {
    assert.equal(countryName("FR"), "France");
    assert.equal(countryName("QQ"), "QQ");
    assert.equal(countryName("../x"), "../x");
  });

  test("a text keeps its letters in every script", () => {
    assert.equal(cleanText("Ünï 日本 العربية 𝒜 🙂"), "Ünï 日本 العربية 𝒜 🙂");
    assert.equal(cleanText("a\uD800b"), "a\uFFFDb");
  });
});
