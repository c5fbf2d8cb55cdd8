import type { DuckDBConnection } from "@duckdb/node-api";

/** Runs `work` in a transaction: committed when it resolves, rolled back when it throws. */
export async function inTransaction<Result>(
  connection: DuckDBConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run("begin transaction");
  try {
    const result = await work();
    await connection.run("commit");
    return result;
  } catch (error) {
    // After a failed commit there is no transaction left to roll back; the first error is the one that tells.
    await connection.run("rollback").catch(() => undefined);
    throw error;
  }
}
