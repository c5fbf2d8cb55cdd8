import type { PoolClient } from "pg";
import { hashId } from "../../hash.ts";

/** Advisory locks of two numbers are apart from those of one number, which the control store takes. */
const PROJECT_LOCKS = 0x68_65_6c_01;
const SCHEMA_LOCKS = 0x68_65_6c_02;
const FACT_LOCKS = 0x68_65_6c_03;

/**
 * Waits until nobody else writes to the projects, on any node; holds until the transaction ends. Everybody takes the
 * locks in the same order, so that two batches cannot wait for each other.
 */
export function lockProjects(client: PoolClient, projectIds: Iterable<string>): Promise<void> {
  return takeLocks(client, PROJECT_LOCKS, projectIds);
}

/** The same for their facts, which are written beside events. Whoever needs both takes the one for events first. */
export function lockFacts(client: PoolClient, projectIds: Iterable<string>): Promise<void> {
  return takeLocks(client, FACT_LOCKS, projectIds);
}

/** Takes the lock of one project if nobody has it; tells whether. Never waits. */
export async function tryLockProject(client: PoolClient, projectId: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: number }>(
    `select pg_try_advisory_xact_lock(${PROJECT_LOCKS}, $1) as taken`,
    [lockKey(projectId)],
  );
  return rows[0]?.taken === 1;
}

/** Waits until nobody else changes the tables of the engine; holds until the transaction ends. */
export async function lockSchema(client: PoolClient): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(${SCHEMA_LOCKS}, 0)`);
}

async function takeLocks(client: PoolClient, kind: number, projectIds: Iterable<string>): Promise<void> {
  const keys = [...new Set([...projectIds].map(lockKey))].sort((one, other) => one - other);
  await client.query(`select pg_advisory_xact_lock(${kind}, key) from unnest($1::int[]) as key`, [keys]);
}

/** Two projects that share a key only wait for each other. */
function lockKey(projectId: string): number {
  return Number(BigInt.asIntN(32, hashId(projectId, "")));
}
