import type { Tool } from "@modelcontextprotocol/server";
import { inEnglish } from "./glossary.ts";

/** Picks the tool whose words are nearest to a prompt's; null where none is near enough. */
export type Selector = (prompt: string) => string | null;

const WEIGHTS = { name: 3, title: 2, description: 1 } as const;
/** Less than this is a chance meeting of words. */
const NEAR_ENOUGH = 1.6;
const NOISE = new Set(
  "a about after all also am an and any are as at be been but by can did do does each for from had has have how i if in is it its last many me my of on or our over per she so some than that the their them then there these they this those to up us was we were what when which who will with you your des les une est sur der die das den und ist wie wir uns el la los las de del y il lo gli di da per che e un una le".split(
    " ",
  ),
);

/** A selector over what clients see of the tools: names, titles and descriptions, no more. */
export function createSelector(tools: readonly Tool[]): Selector {
  const documents = tools.map((tool) => ({ name: tool.name, weights: weigh(tool) }));
  const rarity = (word: string) => {
    const holders = documents.filter(({ weights }) => weights.has(word)).length;
    return holders === 0 ? 0 : Math.log(1 + documents.length / holders);
  };
  return (prompt) => {
    const words = [...new Set(wordsOf(prompt))];
    const scores = documents.map(({ name, weights }) => ({
      name,
      score: words.reduce((total, word) => total + saturate(weights.get(word) ?? 0) * rarity(word), 0),
    }));
    const [best] = scores.toSorted((left, right) => right.score - left.score);
    return best && best.score >= NEAR_ENOUGH ? best.name : null;
  };
}

/** The first mention counts most (BM25). */
function saturate(weight: number): number {
  return (weight * 2.2) / (weight + 1.2);
}

function weigh({ name, title = "", description = "" }: Tool): Map<string, number> {
  const weights = new Map<string, number>();
  // A name of another tool in a description points away from this one.
  const texts = { name, title, description: description.replaceAll(/\b(?:get|list)_\w+/g, " ") };
  for (const [part, text] of Object.entries(texts) as [keyof typeof WEIGHTS, string][]) {
    for (const word of wordsOf(text)) weights.set(word, (weights.get(word) ?? 0) + WEIGHTS[part]);
  }
  return weights;
}

function wordsOf(text: string): string[] {
  const plain = text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[a-z]+/g) ?? [])
    .flatMap((word) => inEnglish(word).split(" "))
    .filter((word) => word.length > 1 && !NOISE.has(word))
    .map(stem);
}

/** countries → country, views → view, viewed → view */
function stem(word: string): string {
  return word
    .replace(/ies$/, "y")
    .replace(/(?<=[^s])s$/, "")
    .replace(/(?<=.{3})ed$/, "")
    .replace(/(?<=.{3})ing$/, "");
}
