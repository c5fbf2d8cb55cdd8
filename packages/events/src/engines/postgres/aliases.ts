import type { PoolClient } from "pg";
import type { Aliases } from "../../history.ts";
import { type RawRow, toId } from "../../tables.ts";
import { exactTypes } from "./connections.ts";

const COLUMNS = "select visitor_id, canonical_id from visitor_aliases";

/** Those of the ids that were merged, with the visitors that they stand for. */
export async function selectAliases(client: PoolClient, visitorIds: readonly bigint[]): Promise<Aliases> {
  if (visitorIds.length === 0) return new Map();
  return select(client, `${COLUMNS} where visitor_id = any($1)`, visitorIds);
}

/** All ids of a project that were merged. */
export function selectAliasesOf(client: PoolClient, projectId: string): Promise<Aliases> {
  return select(client, `${COLUMNS} where project_id = $1`, projectId);
}

async function select(client: PoolClient, text: string, value: unknown): Promise<Aliases> {
  const { rows } = await client.query<RawRow>({ text, values: [value], types: exactTypes });
  return new Map(rows.map((row) => [toId(row.visitor_id), toId(row.canonical_id)]));
}
