const CHARACTERS_MAX = 200;
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Variation_Selector}/gu;

/**
 * A text that visitors made, safe to show to a person or a model: without control characters, characters that turn the
 * direction of writing or have no width, variation selectors and halves of characters; at most 200 characters.
 */
export function cleanText(text: string): string {
  const visible = text.toWellFormed().replace(INVISIBLE, "");
  const characters = [...visible];
  return characters.length > CHARACTERS_MAX ? `${characters.slice(0, CHARACTERS_MAX - 1).join("")}…` : visible;
}
