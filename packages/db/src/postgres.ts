import { Pool, types } from "pg";

const POOL_MAX = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;

/** A pool whose 64-bit integers arrive as numbers, as they do from SQLite. Other pools of the process are not touched. */
export function openPostgresPool(options: { url: string; poolMax?: number }): Pool {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolMax ?? POOL_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: "heliometer",
    types: { getTypeParser },
  });
  // An idle connection that the server ends (restart, failover) leaves the pool by itself; without a listener the event
  // would end the process.
  pool.on("error", () => undefined);
  return pool;
}

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === types.builtins.INT8 && format !== "binary" ? readInteger : types.getTypeParser(oid, format);

function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit into a JavaScript number.`);
  return value;
}
