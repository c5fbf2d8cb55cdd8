/** What was typed one a line, or with commas; empty lines are nothing. */
export function linesOf(text: string | null): string[] {
  return (text ?? "")
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
