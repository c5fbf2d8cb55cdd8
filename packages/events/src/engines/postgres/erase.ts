import type { PoolClient } from "pg";
import type { HashedErasure } from "../../erasures.ts";
import { writeErasure } from "../../postgres-family/erase.ts";
import type { EraseResult } from "../../store.ts";
import { selectAliases } from "./aliases.ts";
import { lockFacts, lockProjects } from "./locks.ts";

/** Erases inside the client's transaction. Whoever writes to the project meanwhile, on whatever node, waits. */
export async function eraseRows(client: PoolClient, erasure: HashedErasure): Promise<EraseResult> {
  await lockProjects(client, [erasure.projectId]);
  if (erasure.kind === "project") await lockFacts(client, [erasure.projectId]);
  const { before, ofEvents, sessions, after, values } = writeErasure(await resolve(client, erasure));
  const run = async (sql: string) => (await client.query(sql, [...values])).rowCount ?? 0;
  for (const statement of before) await run(statement);
  const gone = { events: await run(`delete from events where ${ofEvents}`), sessions: await run(sessions) };
  for (const statement of after) await run(statement);
  return gone;
}

async function resolve(client: PoolClient, erasure: HashedErasure): Promise<HashedErasure> {
  if (erasure.kind !== "visitor") return erasure;
  const aliases = await selectAliases(client, [erasure.visitorId]);
  return { ...erasure, visitorId: aliases.get(erasure.visitorId) ?? erasure.visitorId };
}
