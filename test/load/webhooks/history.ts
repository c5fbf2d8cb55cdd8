import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { newId, systemClock } from "@heliometer/core";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { connectProvider, openProviderDesk, openRevenueSecret, startBackfill } from "@heliometer/revenue";
import { removeDirectory, temporaryDirectory } from "../../support/product.ts";
import { printFigure } from "../machine.ts";

const SECRET_KEY = "a secret key of the bench, long enough";
const API_KEY = "rk_test_a_restricted_key_of_the_bench";
const MS_PER_SECOND = 1_000;

/** A shop's history, read from a stand-in of Stripe's API in another process into a SQLite file. */
export async function benchHistory(customers: number): Promise<void> {
  const directory = temporaryDirectory();
  const standIn = spawn(
    process.execPath,
    [fileURLToPath(new URL("stand-in.ts", import.meta.url)), String(customers), API_KEY],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const db = await openDatabase({ engine: "sqlite", path: join(directory, "control.sqlite") });
  try {
    await migrate(db);
    const { address, objects } = await readAddress(standIn);
    const seconds = await readHistory(db, address);
    printFigure(`History of ${objects} objects, read and stored`, `${(objects / seconds).toFixed(0)}/s`, "≥ 2,000/s");
  } finally {
    standIn.kill();
    await db.destroy();
    removeDirectory(directory);
  }
}

async function readHistory(db: Database, address: string): Promise<number> {
  const clock = systemClock;
  const secret = await openRevenueSecret({ db, clock, secretKey: SECRET_KEY });
  const quiet = { info: () => undefined, warn: (fields: object, message: string) => console.log(message, fields) };
  const desk = openProviderDesk({ db, clock, secret, log: quiet, addresses: { stripe: new URL(address) } });
  const ctx = { db, clock, secretKey: SECRET_KEY, userId: null, requireAdmin: async () => undefined };
  const projectId = await addProject(db);
  const { id: connectionId } = await connectProvider(ctx, { projectId, provider: "stripe", apiKey: API_KEY });
  await startBackfill(ctx, { projectId, connectionId });
  const startedAt = performance.now();
  await desk.readHistories();
  const seconds = (performance.now() - startedAt) / MS_PER_SECOND;
  await desk.close();
  return seconds;
}

async function addProject(db: Database): Promise<string> {
  const [organization, id] = [newId(), newId()];
  await db
    .insertInto("organizations")
    .values({ id: organization, name: "Bench", plan: "starter", created_at: 0 })
    .execute();
  const fields = { name: "Bench", domains: "[]", timezone: "UTC", currency: "EUR", week_start: 1, mcp_enabled: 1 };
  await db
    .insertInto("projects")
    .values({ id, organization_id: organization, created_at: 0, ...fields })
    .execute();
  return id;
}

async function readAddress(standIn: ChildProcess): Promise<{ address: string; objects: number }> {
  if (!standIn.stdout) throw new Error("The stand-in has no output.");
  const [line] = await once(createInterface({ input: standIn.stdout }), "line");
  return JSON.parse(line);
}
