import { type Database, type RevenuePartRow, rowsOf } from "@heliometer/db";
import type { Source } from "../customer-id.ts";

/** Which part. */
export interface PartId {
  readonly kind: string;
  readonly externalId: string;
}

/** From a charge over its payment, the payment's link and the invoice to the other charges of it; more is a fault. */
const ROUNDS_MAX = 8;

/** Parts by their ids. */
export async function loadParts(db: Database, source: Source, ids: readonly PartId[]): Promise<RevenuePartRow[]> {
  if (ids.length === 0) return [];
  const asked = JSON.stringify(ids.map(({ kind, externalId }) => ({ part_kind: kind, part_id: externalId })));
  return db
    .selectFrom(rowsOf<{ part_kind: string; part_id: string }>(db, asked, { part_kind: "text", part_id: "text" }))
    .crossJoin("revenue_parts as part")
    .selectAll("part")
    .whereRef("part.kind", "=", "row.part_kind")
    .whereRef("part.external_id", "=", "row.part_id")
    .where("part.project_id", "=", source.projectId)
    .where("part.provider", "=", source.provider)
    .execute();
}

/** The ids of parts that have one of the names. */
export async function findNamed(db: Database, source: Source, keys: readonly string[]): Promise<PartId[]> {
  const found = await findNames(db, source, keys);
  return [...new Map(found.map((row) => [idText(row), row])).values()];
}

/**
 * The ids of parts that belong together with those that have one of the names, directly or through others, as groups.
 */
export async function findTogether(db: Database, source: Source, keys: readonly string[]): Promise<PartId[][]> {
  const known = new Set(keys);
  const names = new Map<string, PartId & { keys: Set<string> }>();
  let asked = [...known];
  for (let round = 0; asked.length > 0 && round < ROUNDS_MAX; round += 1) {
    const found = await findNames(db, source, asked);
    for (const row of found) {
      const part = names.get(idText(row)) ?? { kind: row.kind, externalId: row.externalId, keys: new Set() };
      names.set(idText(row), part);
      part.keys.add(row.key);
    }
    asked = [...new Set(found.map(({ key }) => key))].filter((key) => !known.has(key));
    for (const key of asked) known.add(key);
  }
  return groupByKeys([...names.values()]);
}

/** All names of all parts that have one of the given names. */
async function findNames(db: Database, { projectId, provider }: Source, keys: readonly string[]) {
  if (keys.length === 0) return [];
  const asked = JSON.stringify(keys.map((name) => ({ name })));
  return db
    .selectFrom(rowsOf<{ name: string }>(db, asked, { name: "text" }))
    .crossJoin("revenue_part_keys as named")
    .crossJoin("revenue_part_keys as other")
    .select(["other.kind", "other.external_id as externalId", "other.join_key as key"])
    .whereRef("named.join_key", "=", "row.name")
    .whereRef("other.project_id", "=", "named.project_id")
    .whereRef("other.provider", "=", "named.provider")
    .whereRef("other.kind", "=", "named.kind")
    .whereRef("other.external_id", "=", "named.external_id")
    .where("named.project_id", "=", projectId)
    .where("named.provider", "=", provider)
    .execute();
}

function groupByKeys(parts: readonly (PartId & { keys: ReadonlySet<string> })[]): PartId[][] {
  const groups = new Map<string, Set<PartId>>();
  for (const part of parts) {
    const joined = new Set<PartId>([part]);
    for (const key of part.keys) for (const each of groups.get(key) ?? []) joined.add(each);
    for (const each of joined) for (const key of (each as typeof part).keys) groups.set(key, joined);
  }
  return [...new Set(groups.values())].map((group) => [...group]);
}

function idText({ kind, externalId }: PartId): string {
  return `${kind} ${externalId}`;
}
