import assert from "node:assert/strict";
import { freePort, runToEnd } from "./product.ts";

/** Where events go. */
export interface Target {
  readonly origin: string;
  readonly publicKey: string;
}

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** A project with a key to send events and a key to read. */
interface CommandProject {
  readonly projectId: string;
  readonly publicKey: string;
  readonly secretKey: string;
}

const OWNER = "owner@example.org";

/** Makes an account and a project with the command line, in a data directory or over the database that `env` names. */
export async function addProjectByCommand(
  dataDirectory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CommandProject> {
  await runCommand(["user", "add", "--email", OWNER], { dataDirectory, env });
  return addAnotherProject(dataDirectory, env);
}

/** Makes one more project of the same account. */
export async function addAnotherProject(
  dataDirectory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CommandProject> {
  const project = await runCommand(["project", "add", "--name", "Collected", "--owner", OWNER], { dataDirectory, env });
  const projectId = /added: (\S+)/.exec(project)?.[1] ?? "";
  const key = await runCommand(["key", "create", "--kind", "full", "--project", projectId], { dataDirectory, env });
  return { projectId, publicKey: /hm_pk_\S+/.exec(project)?.[0] ?? "", secretKey: /hm_sk_\S+/.exec(key)?.[0] ?? "" };
}

/** Runs a command of the product's command line; fails with its output when it fails. */
export async function runCommand(
  words: readonly string[],
  { dataDirectory, env }: { dataDirectory: string; env: Readonly<Record<string, string>> },
): Promise<string> {
  const ran = await runToEnd({
    env,
    port: await freePort(),
    dataDirectory,
    script: ["apps/server/src/cli.ts", ...words],
  });
  assert.equal(ran.code, 0, ran.output);
  return ran.output;
}

/** Sends a custom event of its own visitor, named by its id; the status, or null when there was no answer. */
export async function sendEvent({ origin, publicKey }: Target, id: string): Promise<number | null> {
  const response = await fetch(`${origin}/api/t/ce`, {
    method: "POST",
    headers: { "x-api-key": publicKey, "content-type": "application/json", "user-agent": BROWSER },
    body: JSON.stringify({ visitorId: `v-${id}`, eventName: `e_${id}`, eventId: id, path: "/" }),
  }).catch(() => null);
  await response?.arrayBuffer().catch(() => null);
  return response?.status ?? null;
}

/** Senders that go on until they are told to stop; what the server has acknowledged. */
export function startSenders(target: Target, { senders, prefix }: { senders: number; prefix: string }) {
  const acknowledged: string[] = [];
  let isRunning = true;
  let sent = 0;
  const running = Array.from({ length: senders }, async () => {
    while (isRunning) {
      sent += 1;
      const id = `${prefix}_${sent}`;
      if ((await sendEvent(target, id)) === 200) acknowledged.push(id);
    }
  });
  return {
    acknowledged,
    async stop(): Promise<readonly string[]> {
      isRunning = false;
      await Promise.all(running);
      return acknowledged;
    },
  };
}

/** What of the acknowledged events is missing, and what stands more than once, in `name, times` of every stored event. */
export function compareStored(
  acknowledged: Iterable<string>,
  rows: readonly Readonly<Record<string, unknown>>[],
): { lost: string[]; doubled: string[] } {
  const stored = new Map(rows.map((row) => [String(row.name), Number(row.times)]));
  return {
    lost: [...acknowledged].filter((id) => !stored.has(`e_${id}`)),
    doubled: [...stored].filter(([, times]) => times !== 1).map(([name]) => name),
  };
}
