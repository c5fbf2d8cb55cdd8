import type { EventStore } from "./store.ts";

/** Values of one statement. */
const IDS_AT_ONCE = 500;

/** The visitors that these hashed ids have become by merges; those that were never merged are left out. */
export async function lookUpCanonical(
  store: Pick<EventStore, "query">,
  projectId: string,
  ids: readonly bigint[],
): Promise<Map<bigint, bigint>> {
  const found = new Map<bigint, bigint>();
  for (const some of pieces(ids)) {
    const rows = await store.query({
      sql: `select visitor_id, canonical_id from visitor_aliases where project_id = $1 and visitor_id in (${places(some)})`,
      values: [projectId, ...some],
    });
    for (const { visitor_id, canonical_id } of rows) found.set(BigInt(visitor_id ?? 0), BigInt(canonical_id ?? 0));
  }
  return found;
}

/** Ids in pieces of which each fits in a statement. */
export function* pieces(ids: readonly bigint[]): Generator<bigint[]> {
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) yield ids.slice(start, start + IDS_AT_ONCE);
}

/** What stands for the ids in a statement whose first value is the project. */
export function places(ids: readonly bigint[]): string {
  return ids.map((_id, index) => `$${index + 2}`).join(", ");
}
