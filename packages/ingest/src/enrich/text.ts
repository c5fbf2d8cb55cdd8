/** Cuts a text to a number of UTF-16 units without leaving half a character at its end. */
export function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const head = text.slice(0, charactersMax);
  return head.isWellFormed() ? head : head.slice(0, -1);
}
