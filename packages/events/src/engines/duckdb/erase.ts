import { BIGINT, type DuckDBConnection, VARCHAR } from "@duckdb/node-api";
import { type HashedErasure, hashErasure } from "../../erasures.ts";
import { writeErasure } from "../../postgres-family/erase.ts";
import type { EraseResult, Erasure } from "../../store.ts";
import { toId } from "../../tables.ts";
import { selectByIds } from "./select.ts";
import { inTransaction } from "./transaction.ts";

/** Erases in one transaction on the writer's connection, and takes what was erased out of the write-ahead log. */
export async function eraseRows(connection: DuckDBConnection, erasure: Erasure): Promise<EraseResult> {
  const result = await inTransaction(connection, async () => {
    const { before, ofEvents, sessions, after, values } = writeErasure(await resolve(connection, hashErasure(erasure)));
    const run = async (sql: string) => {
      const { rowsChanged } = await connection.run(
        sql,
        [...values],
        values.map((value) => (typeof value === "bigint" ? BIGINT : VARCHAR)),
      );
      return rowsChanged;
    };
    for (const statement of before) await run(statement);
    await run(`delete from named_events where ${ofEvents}`);
    const gone = { events: await run(`delete from events where ${ofEvents}`), sessions: await run(sessions) };
    for (const statement of after) await run(statement);
    return gone;
  });
  await connection.run("checkpoint");
  return result;
}

async function resolve(connection: DuckDBConnection, erasure: HashedErasure): Promise<HashedErasure> {
  if (erasure.kind !== "visitor") return erasure;
  const sql = "select canonical_id from visitor_aliases where visitor_id in (select unnest($1))";
  const [alias] = await selectByIds(connection, sql, [erasure.visitorId]);
  return alias ? { ...erasure, visitorId: toId(alias.canonical_id) } : erasure;
}
