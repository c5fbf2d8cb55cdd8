import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { createCatalogue } from "./catalogue.ts";
import { type Prompt, readPrompts } from "./testing/selection/prompts.ts";
import { createSelector } from "./testing/selection/selector.ts";
import { TOOLS } from "./tools/index.ts";

/** Shares that a comparison of words has to get right before a model's understanding comes to its help. */
const WANTED: Readonly<Record<Prompt["kind"], number>> = { direct: 0.95, indirect: 0.85, negative: 0.9 };
const PROMPTS_MIN = 150;

suite("choosing a tool by its words", () => {
  const tools = createCatalogue(TOOLS).list(["analytics:read", "revenue:read", "customers:read"]);
  const prompts = readPrompts();
  const rightly = (kind: Prompt["kind"], select = createSelector(tools)) => {
    const asked = prompts.filter((prompt) => prompt.kind === kind);
    const wrong = asked.filter(({ tool, text }) => select(text) !== tool);
    return { asked, wrong, share: 1 - wrong.length / asked.length, select };
  };

  test(`at least ${PROMPTS_MIN} prompts in five languages are tried, for every tool and for none`, () => {
    assert.ok(prompts.length >= PROMPTS_MIN, String(prompts.length));
    assert.equal(new Set(prompts.map(({ language }) => language)).size, 5);
    for (const { name } of TOOLS)
      assert.ok(
        prompts.some(({ tool }) => tool === name),
        name,
      );
    assert.ok(prompts.filter(({ tool }) => tool === null).length >= 30);
  });

  for (const [kind, wanted] of Object.entries(WANTED) as [Prompt["kind"], number][]) {
    test(`of the ${kind} prompts at least ${wanted * 100} % find ${kind === "negative" ? "no tool" : "their tool"}`, (context) => {
      const { asked, wrong, share, select } = rightly(kind);
      const bound = wilsonLowerBound(share, asked.length);
      context.diagnostic(
        `${kind}: ${asked.length - wrong.length} of ${asked.length}, Wilson lower bound ${bound.toFixed(3)}`,
      );
      const shown = wrong.map(({ tool, text }) => `${tool} ≠ ${select(text)}: ${text}`);
      assert.ok(share >= wanted, shown.join("\n"));
    });
  }

  test("without the descriptions fewer prompts find their tool, so the descriptions are what is measured", () => {
    const bare = tools.map((tool) => ({ ...tool, description: "" }));
    assert.ok(rightly("direct", createSelector(bare)).share < rightly("direct").share - 0.1);
  });
});

/** The least share that is likely (95 %) behind an observed one (E. B. Wilson, 1927). */
function wilsonLowerBound(share: number, count: number): number {
  const z = 1.96;
  const centre = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return (centre - spread) / (1 + (z * z) / count);
}
