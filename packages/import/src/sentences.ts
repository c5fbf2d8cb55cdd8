import type { ImportPlan } from "./plan.ts";

const UNKNOWN_OF_DAYS = [
  "Which visits belong together in two respects (which source brought which country or page): the files tell each table by itself.",
  "Who came back: a visitor of one day is a new one on the next.",
  "The hour of a visit: visits are spread over their day.",
];

/** What an import did not bring, in sentences. */
export function sentencesOf({ found, scan, days, refused }: ImportPlan): string[] {
  const sentences = [...(days ? UNKNOWN_OF_DAYS : []), ...found.format.missing];
  for (const [what, count] of scan.leftOut) sentences.push(`${countOf(count)} × ${what}.`);
  if (refused.count > 0) sentences.push(`${countOf(refused.count, "row")} that could not be read.`);
  for (const { name, why } of found.ignored) sentences.push(`${name}: ${why}`);
  if (days) sentences.push(...daySentences(days));
  return sentences;
}

function daySentences({ changed, foreign, outside, empty, shortfalls }: NonNullable<ImportPlan["days"]>): string[] {
  const sentences: string[] = [];
  if (outside.length > 0) sentences.push(`${listOf(outside)}: not, or not wholly, in the range, or not over yet.`);
  if (changed.length > 0) {
    sentences.push(`${listOf(changed)}: imported before with other figures, which stay.`);
  }
  if (foreign.length > 0) sentences.push(`${listOf(foreign)}: imported before from another tool.`);
  if (empty.length > 0) sentences.push(`${listOf(empty)}: no file tells how many visits there were.`);
  for (const [what, { by, days }] of shortfalls) {
    sentences.push(
      `${countOf(by)} ${what} differ from the files, on ${countOf(days, "day")} whose figures contradict each other.`,
    );
  }
  return sentences;
}

const LISTED_MAX = 5;

function listOf(days: readonly string[]): string {
  const listed = days.slice(0, LISTED_MAX).join(", ");
  return days.length > LISTED_MAX ? `${listed} and ${countOf(days.length - LISTED_MAX)} more days` : listed;
}

/** A count with separators, and of what: '1 row', '1,200 rows'. */
export function countOf(count: number, one?: string): string {
  const number = count.toLocaleString("en");
  return one === undefined ? number : `${number} ${one}${count === 1 ? "" : "s"}`;
}
