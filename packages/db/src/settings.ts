import type { Database } from "./database.ts";

/** All instance settings by name. A setting that was never written is absent: its reader knows the default. */
export async function readSettings(db: Database): Promise<Readonly<Record<string, string>>> {
  const rows = await db.selectFrom("settings").select(["name", "value"]).execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Writes one instance setting; the last writer wins. Who may do so is the caller's question. */
export async function writeSetting(db: Database, name: string, value: string): Promise<void> {
  await db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}
