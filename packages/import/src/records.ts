import { hash } from "node:crypto";
import { newId } from "@heliometer/core";
import { type Database, type ImportRow, inTransaction } from "@heliometer/db";
import type { DayFigures } from "./days/figures.ts";

export type NewImport = Omit<
  ImportRow,
  "id" | "finished_at" | "events_stored" | "events_known" | "rows_read" | "rows_refused"
> & { readonly rows_read: number; readonly rows_refused: number };

/** Every import of a project, the earliest stretch first. */
export function listImports(db: Database, projectId: string): Promise<ImportRow[]> {
  return db.selectFrom("imports").selectAll().where("project_id", "=", projectId).orderBy("first_at").execute();
}

/** Notes an import before its first event is stored, so that what it brings is never taken for the project's own. */
export async function beginImport(db: Database, row: NewImport): Promise<string> {
  const id = newId();
  await db
    .insertInto("imports")
    .values({ id, finished_at: null, events_stored: 0, events_known: 0, ...row })
    .execute();
  return id;
}

/** Notes how an import ended. */
export async function endImport(
  db: Database,
  id: string,
  end: { readonly at: number; readonly stored: number; readonly known: number },
): Promise<void> {
  await db
    .updateTable("imports")
    .set({ finished_at: end.at, events_stored: end.stored, events_known: end.known })
    .where("id", "=", id)
    .execute();
}

/** The days of a project that were built of figures, with their tool and digest. */
export async function readImportedDays(
  db: Database,
  projectId: string,
): Promise<ReadonlyMap<string, { readonly tool: string; readonly digest: string }>> {
  const rows = await db
    .selectFrom("import_days")
    .select(["day", "tool", "digest"])
    .where("project_id", "=", projectId)
    .execute();
  return new Map(rows.map(({ day, tool, digest }) => [day, { tool, digest }]));
}

/** Notes days before they are stored: a run that breaks off between the two is completed by the next one. */
export async function noteDays(
  db: Database,
  { projectId, tool, importId }: { readonly projectId: string; readonly tool: string; readonly importId: string },
  days: readonly { readonly day: string; readonly digest: string }[],
): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const { day, digest } of days) {
      await tx
        .insertInto("import_days")
        .values({ project_id: projectId, day, tool, digest, import_id: importId })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/** What tells two versions of a day's figures apart, whatever the order of their rows. */
export function digestOf(
  { day: _day, totals, entries, exits, facts, pages, events }: DayFigures,
  zone: string,
): string {
  const sorted = (rows: readonly unknown[] | null) => rows?.map((row) => JSON.stringify(row)).sort();
  const tables = [pages, entries, exits, events, ...Object.values(facts)].map(sorted);
  return hash("sha256", JSON.stringify([zone, Object.entries(totals).sort(), tables]), "hex").slice(0, 32);
}
