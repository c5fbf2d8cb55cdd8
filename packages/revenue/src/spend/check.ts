import type { RowFault } from "@heliometer/core";
import { faultOf } from "../fault-of.ts";
import { latestDay, SPEND_EXAMPLE, Spend, spendKey } from "./row.ts";

const DESCRIBED = { noun: "spend", example: SPEND_EXAMPLE };

/** Rows that could be read, or what is wrong with those that could not. */
export interface CheckedRows {
  readonly rows: readonly Spend[];
  readonly faults: readonly RowFault[];
}

/**
 * Reads rows as they came. Every row at fault is named by its place, with its first fault; two rows of the same key are
 * one too, because which of them counts would be chance.
 */
export function checkSpendRows(sent: readonly unknown[], now: number): CheckedRows {
  const faults: RowFault[] = [];
  const rows: Spend[] = [];
  const findTwin = createTwinCheck();
  for (const [index, each] of sent.entries()) {
    const read = readSpendRow(each, now);
    if ("fault" in read) {
      faults.push({ index, ...read.fault });
      continue;
    }
    const twin = findTwin(read.row, `row ${index}`);
    if (twin) faults.push({ index, ...twin });
    rows.push(read.row);
  }
  return { rows, faults };
}

/** One row, or its first fault. */
export function readSpendRow(sent: unknown, now: number): { row: Spend } | { fault: Omit<RowFault, "index"> } {
  const parsed = Spend.safeParse(sent);
  if (!parsed.success) return { fault: faultOf(parsed.error.issues[0], { body: sent, schema: Spend, ...DESCRIBED }) };
  const last = latestDay(now);
  if (parsed.data.date <= last) return { row: parsed.data };
  return {
    fault: { field: "date", rule: `must not lie in the future, behind ${last}.`, received: parsed.data.date },
  };
}

/** Finds rows that have the key of one before them; `place` is what an error calls the row. */
export function createTwinCheck(): (row: Spend, place: string) => Omit<RowFault, "index"> | null {
  const places = new Map<string, string>();
  return (row, place) => {
    const key = spendKey(row);
    const twin = places.get(key);
    if (twin === undefined) {
      places.set(key, place);
      return null;
    }
    if (row.externalId !== "") {
      return {
        field: "externalId",
        rule: `stands in ${twin} too; one of them would be lost.`,
        received: row.externalId,
      };
    }
    const rule = `${twin} has the same date, channel, campaign and currency; one of them would be lost. Add them up, or give each row an externalId.`;
    return { field: "campaign", rule, received: row.campaign };
  };
}
