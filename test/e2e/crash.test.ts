import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { openEventStore } from "@heliometer/events";
import { removeDirectory, runToEnd, startProduct, temporaryDirectory } from "../support/product.ts";

const ROUNDS = 3;
const SENDERS = 8;

test("after SIGKILL in the middle of ingest every acknowledged event is there, once", async () => {
  const dataDirectory = temporaryDirectory();
  const { projectId, publicKey } = await createProject(dataDirectory);
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const product = await startProduct({ dataDirectory, script: ["apps/server/src/cli.ts", "serve"] });
    let running = true;
    const senders = Array.from({ length: SENDERS }, async () => {
      while (running) {
        const name = `round_${round}_${randomUUID()}`;
        if (await send(product.origin, publicKey, name)) acknowledged.add(name);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 700 + Math.random() * 600));
    await product.kill();
    running = false;
    await Promise.all(senders);
  }
  assert.ok(acknowledged.size > 100, `Only ${acknowledged.size} events were acknowledged.`);

  const store = await openEventStore({
    engine: "duckdb",
    path: join(dataDirectory, "events.duckdb"),
    memoryMb: 512,
    threads: 2,
    temporaryDirectory: join(dataDirectory, "tmp"),
  });
  const rows = await store.query({
    sql: "select name, count(*) as times from events where project_id = $1 group by name",
    values: [projectId],
  });
  await store.close();
  const stored = new Map(rows.map((row) => [String(row.name), Number(row.times)]));
  const lost = [...acknowledged].filter((name) => !stored.has(name));
  const doubled = [...stored].filter(([, times]) => times !== 1);
  assert.deepEqual({ lost, doubled }, { lost: [], doubled: [] });
  removeDirectory(dataDirectory);
});

async function createProject(dataDirectory: string): Promise<{ projectId: string; publicKey: string }> {
  const run = (...args: string[]) =>
    runToEnd({ port: 3000, dataDirectory, script: ["apps/server/src/cli.ts", ...args] });
  await run("user", "add", "--email", "owner@example.org");
  const { output } = await run("project", "add", "--name", "Crash", "--owner", "owner@example.org");
  const projectId = /added: (\S+)/.exec(output)?.[1];
  const publicKey = /hm_pk_\S+/.exec(output)?.[0];
  assert.ok(projectId && publicKey, output);
  return { projectId, publicKey };
}

/** Sends one event; true when the server has acknowledged it. */
async function send(origin: string, publicKey: string, eventName: string): Promise<boolean> {
  const body = {
    visitorId: randomUUID(),
    sessionId: randomUUID(),
    eventName,
    eventId: eventName,
    path: "/",
    title: "",
    queryString: "",
  };
  const response = await fetch(`${origin}/api/t/ce`, {
    method: "POST",
    headers: { "x-api-key": publicKey, "content-type": "application/json", "user-agent": BROWSER },
    body: JSON.stringify(body),
  }).catch(() => null);
  await response?.arrayBuffer().catch(() => null);
  return response?.ok ?? false;
}

const BROWSER = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
