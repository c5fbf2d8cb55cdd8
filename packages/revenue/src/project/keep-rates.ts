import { type Database, inTransaction, type Tables, updateRows } from "@heliometer/db";
import type { DatedRate } from "../money/rates.ts";

/** What tells the rows of each table apart within a project. */
const KEYS = {
  charges: { provider: "text", external_id: "text" },
  refunds: { provider: "text", external_id: "text" },
  subscription_states: { provider: "text", subscription_external_id: "text", at: "bigint", source_id: "text" },
  spend: { row_key: "text" },
} as const;
const RATE = { rate: "text", rate_date: "text" } as const;
type Table = keyof typeof KEYS;

/** The rate that a row's amount was converted with; null where nothing was converted. */
export type UsedRate = { [Each in Table]: { table: Each; row: Tables[Each]; used: DatedRate | null } }[Table];

/** Keeps beside each row the rate that its amount was converted with, and the day that the rate is of. */
export async function keepRates(
  db: Database,
  { projectId, usedRates }: { projectId: string; usedRates: readonly UsedRate[] },
): Promise<void> {
  const changed = usedRates.filter(
    ({ row, used }) => row.rate !== (used?.rate ?? null) || row.rate_date !== (used?.date ?? null),
  );
  if (changed.length === 0) return;
  await inTransaction(db, async (tx) => {
    for (const [table, own] of Map.groupBy(changed, (each) => each.table)) {
      const rows = own.map(({ row, used }) => ({
        ...Object.fromEntries(Object.keys(KEYS[table]).map((name) => [name, Reflect.get(row, name)])),
        project_id: projectId,
        rate: used?.rate ?? null,
        rate_date: used?.date ?? null,
      }));
      await updateRows(tx, { table, key: { project_id: "text", ...KEYS[table] }, set: RATE }, rows);
    }
  });
}
