import { InvalidInput, type RowFault, showReceived } from "@heliometer/core";
import { checkSpendRows } from "./check.ts";
import { SPEND_EXAMPLE } from "./row.ts";
import { type SpendContext, type StoredSpend, storeSpend } from "./store.ts";

/** Rows that one request may bring; a megabyte holds them. */
export const SPEND_ROWS_MAX = 1_000;
const FAULTS_SHOWN_MAX = 50;

/**
 * Checks rows as they came and stores all of them, or none.
 * @throws InvalidInput that names every row at fault, the first fifty of them.
 */
export async function acceptSpend(
  ctx: SpendContext,
  { projectId, rows: sent }: { projectId: string; rows: unknown },
): Promise<StoredSpend> {
  if (!Array.isArray(sent)) {
    const example = { rows: [SPEND_EXAMPLE] };
    throw new InvalidInput({ field: "rows", rule: "must be a list of rows of spend.", received: sent, example });
  }
  if (sent.length === 0 || sent.length > SPEND_ROWS_MAX) {
    const rule = `must hold 1 to ${SPEND_ROWS_MAX} rows. Send more in several requests.`;
    throw new InvalidInput({ field: "rows", rule, received: `${sent.length} rows` });
  }
  const { rows, faults } = checkSpendRows(sent, ctx.clock());
  if (faults.length > 0) throw refuseRows(faults);
  return storeSpend(ctx, { projectId, rows });
}

/** One error for all rows at fault; it speaks of the first and lists them. */
export function refuseRows(faults: readonly RowFault[]): InvalidInput {
  const [first] = faults;
  if (!first) throw new TypeError("Nothing is at fault.");
  const { index, line, field, rule, ...more } = first;
  const others = faults.length - 1;
  const also = others === 0 ? "" : ` ${others} more ${others === 1 ? "row is" : "rows are"} at fault.`;
  return new InvalidInput({
    ...more,
    field: line === undefined ? `rows[${index}].${field}` : `line ${line}, ${field}`,
    rule: `${rule}${also} Nothing was stored.`,
    rows: faults.slice(0, FAULTS_SHOWN_MAX).map(shown),
  });
}

function shown(fault: RowFault): RowFault {
  return "received" in fault ? { ...fault, received: showReceived(fault.received) } : fault;
}
