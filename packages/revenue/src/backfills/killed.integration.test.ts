import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { newId } from "@heliometer/core";
import { migrate, openDatabase } from "@heliometer/db";
import { connectProvider } from "../connections/connect.ts";
import { listConnections } from "../connections/list.ts";
import { openRevenueSecret } from "../context.ts";
import { openProviderDesk } from "../deliveries/desk.ts";
import { readLedger } from "../testing/ledger.ts";
import { openStripeApi } from "../testing/provider-api.ts";
import { stripeHistory } from "../testing/shop-history.ts";
import { startBackfill } from "./start.ts";

const SECRET_KEY = "a secret key of the tests, long enough";
const API_KEY = "rk_test_a_restricted_key_of_the_tests";
const CUSTOMERS = 450;
const MINUTE_MS = 60_000;
/** In the middle of the charges. */
const KILLED_AT = 19;
const PROCESS = fileURLToPath(new URL("../testing/read-history-process.ts", import.meta.url));

test("a process that is killed while it reads a history leaves one that the next process reads to its end", async () => {
  const directory = mkdtempSync(join(tmpdir(), "heliometer-history-"));
  const path = join(directory, "control.sqlite");
  const lists = stripeHistory(CUSTOMERS);
  let reader: ReturnType<typeof spawn> | undefined;
  const api = await openStripeApi({
    lists,
    apiKey: API_KEY,
    mishap: (request) => {
      if (request === KILLED_AT) reader?.kill("SIGKILL");
      return null;
    },
  });
  const { ctx, connection, close } = await openShop(path);
  await startBackfill(ctx, connection);
  await close();

  reader = spawn(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    PROCESS,
    path,
    SECRET_KEY,
    api.address.href,
  ]);
  const [code, signal] = await once(reader, "exit");
  assert.deepEqual([code, signal], [null, "SIGKILL"]);

  const after = await openShop(path, connection);
  const [cut] = await listConnections(after.ctx, connection);
  assert.equal(cut?.backfill?.state, "running");
  const before = cut?.backfill?.objects ?? 0;
  assert.ok(before > 1_000 && before < KILLED_AT * 100, `${before} objects`);
  const clock = () => Date.now() + MINUTE_MS;
  const secret = await openRevenueSecret({ db: after.db, clock, secretKey: SECRET_KEY });
  const log = { info: () => undefined, warn: () => undefined };
  const desk = openProviderDesk({ db: after.db, clock, secret, log, addresses: { stripe: api.address } });
  await desk.readHistories();
  const [whole] = await listConnections(after.ctx, connection);
  const objects = Object.values(lists).reduce((sum, list) => sum + list.length, 0);
  assert.deepEqual([whole?.backfill?.state, whole?.backfill?.objects], ["done", objects]);
  const ledger = await readLedger(after.db, connection.projectId);
  assert.equal(
    ledger.charges.reduce((sum, { amount }) => sum + amount, 0),
    CUSTOMERS * 10_000,
  );
  assert.equal(api.asked.filter((asked) => asked.startsWith("/v1/customers")).length, 5);
  await desk.close();
  await after.close();
  await api.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Opens the store; the first time with a project that is connected. */
async function openShop(path: string, known?: { projectId: string; connectionId: string }) {
  const db = await openDatabase({ engine: "sqlite", path });
  await migrate(db);
  const ctx = { db, clock: Date.now, secretKey: SECRET_KEY, userId: null, requireAdmin: async () => undefined };
  const close = () => db.destroy();
  if (known) return { db, ctx, connection: known, close };
  const [organization, projectId] = [newId(), newId()];
  await db
    .insertInto("organizations")
    .values({ id: organization, name: "O", plan: "starter", created_at: 0 })
    .execute();
  const fields = { name: "Shop", domains: "[]", timezone: "UTC", currency: "EUR", week_start: 1, mcp_enabled: 1 };
  await db
    .insertInto("projects")
    .values({ id: projectId, organization_id: organization, created_at: 0, ...fields })
    .execute();
  const { id } = await connectProvider(ctx, { projectId, provider: "stripe", apiKey: API_KEY });
  return { db, ctx, connection: { projectId, connectionId: id }, close };
}
