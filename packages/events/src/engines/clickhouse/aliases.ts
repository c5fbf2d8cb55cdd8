import type { Aliases } from "../../history.ts";
import { toId } from "../../tables.ts";
import { type Connection, type ReadRequest, toRawRows } from "./connection.ts";

/** Ids of one statement: 100 kB of text, of the 256 kB that a server reads. */
export const IDS_MAX = 5_000;
const COLUMNS = "select visitor_id, canonical_id from visitor_aliases final";

/** Those of the ids that were merged, with the visitors that they stand for. */
export async function selectAliases(connection: Connection, visitorIds: readonly bigint[]): Promise<Aliases> {
  const found = new Map<bigint, bigint>();
  for (let start = 0; start < visitorIds.length; start += IDS_MAX) {
    const list = visitorIds.slice(start, start + IDS_MAX).join(", ");
    for (const [id, canonical] of await select(connection, { text: `${COLUMNS} where visitor_id in (${list})` })) {
      found.set(id, canonical);
    }
  }
  return found;
}

/** All ids of a project that were merged. */
export function selectAliasesOf(connection: Connection, projectId: string): Promise<Aliases> {
  return select(connection, {
    text: `${COLUMNS} where project_id = {project:String}`,
    values: { project: projectId.toWellFormed() },
  });
}

/** All ids that stand for a visitor. */
export async function selectIdsOf(connection: Connection, canonicalId: bigint): Promise<bigint[]> {
  return [...(await select(connection, { text: `${COLUMNS} where canonical_id = ${canonicalId}` })).keys()];
}

async function select(connection: Connection, request: ReadRequest): Promise<Aliases> {
  const rows = toRawRows(await connection.read(request));
  return new Map(rows.map((row) => [toId(row.visitor_id), toId(row.canonical_id)]));
}
