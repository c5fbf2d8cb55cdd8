import type { Text } from "./text/text.ts";

/** A sentence of another part of the product, in the language of the page where the page has it. */
export function told({ sentences }: Text, sentence: string): string {
  const known = sentences.find(([pattern]) => pattern.test(sentence));
  return known ? sentence.replace(known[0], known[1]) : sentence;
}
