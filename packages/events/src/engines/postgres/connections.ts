import { Pool, type PoolClient, types } from "pg";

/** The schema of the engine's tables; the control store may lie in the same database. */
export const SCHEMA = "heliometer_events";

const CONNECT_TIMEOUT_MS = 15_000;

/** A pool for one purpose. Settings are made in transactions, so that a connection pooler may stand between. */
export function openPool(url: string, max: number): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "heliometer-events",
    types: { getTypeParser },
  });
  // An idle connection that the server ends (restart, failover) leaves the pool by itself; the end of one at work is told by
  // its statement, under way or next, even if it comes in one breath with the answer before. Without listeners these events
  // would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/**
 * Runs `work` in a transaction on a connection of its own: committed when it resolves, rolled back when it throws.
 * `settings` are statements without values that begin the transaction. A connection that cannot even roll back is
 * given up; the server does the rest.
 */
export async function inTransaction<Result>(
  connecting: Promise<PoolClient>,
  settings: readonly string[],
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connecting;
  let usable = true;
  try {
    await client.query(["begin", `set local search_path = ${SCHEMA}`, ...settings].join("; "));
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    usable = await client.query("rollback").then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    client.release(!usable);
  }
}

/** Reads every 64-bit number as a bigint: for rows that the engine reads for itself. */
export const exactTypes: { getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === types.builtins.INT8 && format !== "binary" ? BigInt : types.getTypeParser(oid, format),
};

/** Whole numbers become plain numbers where they fit and bigint where they do not; yes and no become 1 and 0. */
const PARSERS: Readonly<Record<number, (text: string) => number | bigint>> = {
  [types.builtins.INT8]: readInteger,
  [types.builtins.NUMERIC]: (text) => (/^-?\d+$/.test(text) ? readInteger(text) : Number(text)),
  [types.builtins.BOOL]: (text) => (text === "t" ? 1 : 0),
};

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  (format === "binary" ? undefined : PARSERS[oid]) ?? types.getTypeParser(oid, format);

function readInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
