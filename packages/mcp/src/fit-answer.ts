import { isRecord } from "./json-rpc.ts";
import type { ToolAnswer } from "./tool.ts";

/**
 * What one answer may weigh, in characters of JSON: by default what every known client hands to its model whole, and
 * where a call asks for more, what most of them do.
 */
export const ANSWER_CHARACTERS = { summary: 8_000, full: 40_000 } as const;

/** An answer that fits, and its text. */
interface FittingAnswer {
  answer: ToolAnswer;
  text: string;
}

interface Room {
  charactersMax: number;
  /** Rows in order of time lose their oldest ones, others their last ones. */
  leaveOut: "oldest" | "last";
}

/** The room that a call asks for. */
export function roomFor(input: Readonly<Record<string, unknown>>): number {
  return input.detail === "full" || input.limit !== undefined ? ANSWER_CHARACTERS.full : ANSWER_CHARACTERS.summary;
}

/**
 * The answer with as many rows as there is room for. What is left out is said in meta (`truncated`, `hint`); totals are
 * never touched.
 */
export function fitAnswer(answer: ToolAnswer, room: Room): FittingAnswer {
  const text = JSON.stringify(answer);
  if (text.length <= room.charactersMax || !isRecord(answer.data)) return { answer, text };
  const lists = Object.entries(answer.data).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  // The longest list decides: a report has one, and the answer about the present has three short ones.
  const [longest] = lists.map(([name, rows]) => ({ name, rows, weights: rows.map(weigh) })).sort(byWeight);
  if (!longest || longest.rows.length === 0) return { answer, text };
  const { name, rows } = longest;
  const shown = cut(longest, { ...room, charactersMax: room.charactersMax - (text.length - sum(longest.weights)) });
  const totalRows = Math.max(rows.length, numberOf(answer.meta, "totalRows"));
  const meta = { ...answer.meta, truncated: true, totalRows, hint: hintOf(shown.length, totalRows, room) };
  const shorter = { ...answer, data: { ...answer.data, [name]: shown }, meta };
  return { answer: shorter, text: JSON.stringify(shorter) };
}

interface WeighedList {
  rows: unknown[];
  /** Characters of each row, its comma included. */
  weights: number[];
}

/** Longer than any hint. */
const HINT_CHARACTERS = 250;

function cut({ rows, weights }: WeighedList, { charactersMax, leaveOut }: Room): unknown[] {
  const order = leaveOut === "oldest" ? weights.toReversed() : weights;
  let used = HINT_CHARACTERS;
  let count = 0;
  for (const weight of order) {
    used += weight;
    if (used > charactersMax) break;
    count += 1;
  }
  return leaveOut === "oldest" ? rows.slice(rows.length - count) : rows.slice(0, count);
}

function hintOf(shown: number, total: number, { charactersMax, leaveOut }: Room): string {
  const which = leaveOut === "oldest" ? `The latest ${shown} of ${total} rows are` : `${shown} of ${total} rows are`;
  const more = charactersMax < ANSWER_CHARACTERS.full ? 'detail "full" has room for more; ' : "";
  const narrower = leaveOut === "oldest" ? "a longer interval or a shorter range" : "filters or a smaller limit";
  return `${which} shown, because an answer has at most ${charactersMax} characters: ${more}${narrower} narrows it.`;
}

function weigh(row: unknown): number {
  return JSON.stringify(row).length + 1;
}

function byWeight(left: WeighedList, right: WeighedList): number {
  return sum(right.weights) - sum(left.weights);
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0);
}

function numberOf(meta: object, name: string): number {
  const value: unknown = Reflect.get(meta, name);
  return typeof value === "number" ? value : 0;
}
