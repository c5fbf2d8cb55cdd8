import { isPostgresOutage } from "@heliometer/core";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Pool, type PoolClient, type QueryConfig, types } from "pg";
import type { AskDirectly } from "./direct.ts";
import { databaseGone } from "./gone.ts";
import { PREPARED_MARK } from "./prepared.ts";

const POOL_MAX = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;

/** A pool for Kysely, and for questions that need no builder. */
export interface PostgresAccess {
  pool: PostgresPool;
  ask: AskDirectly;
}

/**
 * A pool that says Unavailable when the server does not answer, and leaves every other error as it is. Each
 * surface answers that with 503 and the time to come back.
 */
export function openPostgresPool(options: { url: string; poolMax?: number }): PostgresAccess {
  const pool = openPool(options);
  const guarded = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    pool: {
      options: pool.options,
      end: () => pool.end(),
      async connect() {
        const client = await explained(() => pool.connect());
        const known = guarded.get(client) ?? guard(client);
        guarded.set(client, known);
        return known;
      },
    },
    ask: ({ name, text, values }) =>
      explained(async () => (await pool.query<object>({ name, text, values: [...values] })).rows),
  };
}

function guard(client: PoolClient): PostgresPoolClient {
  const query = (text: string, values: unknown[]) => explained(async () => client.query(named(text, values)));
  // Kysely asks for nothing else, and for the process number only to stop a query.
  return { query, release: (destroy?: boolean) => client.release(destroy) } as unknown as PostgresPoolClient;
}

/** A statement with a name is parsed and planned once for each connection. */
function named(text: string, values: unknown[]): QueryConfig {
  const name = PREPARED_MARK.exec(text)?.[1];
  return name === undefined ? { text, values } : { name, text, values };
}

async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isPostgresOutage(error)) throw error;
    throw databaseGone(error);
  }
}

/** A pool whose 64-bit integers arrive as numbers, as they do from SQLite. Other pools of the process are not touched. */
function openPool(options: { url: string; poolMax?: number }): Pool {
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
  // An idle connection that the server ends (restart, failover) leaves the pool by itself, and one that is lost between
  // two statements fails at the next. Without listeners these events would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === types.builtins.INT8 && format !== "binary" ? readInteger : types.getTypeParser(oid, format);

function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit into a JavaScript number.`);
  return value;
}
