import assert from "node:assert/strict";
import { startPostgres } from "@heliometer/db/testing";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "./product.ts";

/** Several processes of the product behind one address, over one Postgres, with one account and project. */
export interface Nodes {
  nodes: readonly StartedProduct[];
  /** What all of them call themselves: the address of the first. */
  origin: string;
  databaseUrl: string;
  account: { email: string; password: string };
  projectId: string;
  close(): Promise<void>;
}

const SERVE = ["apps/server/src/cli.ts", "serve"];
const ACCOUNT = { email: "owner@example.org", password: "seven quiet harbours" };

/** Starts as many nodes as `count` says; the caller closes them. */
export async function startNodes(count: number, more: Readonly<Record<string, string>> = {}): Promise<Nodes> {
  const postgres = await startPostgres();
  const dataDirectory = temporaryDirectory();
  const port = await freePort();
  const databaseUrl = await postgres.createDatabase();
  const origin = `http://localhost:${port}`;
  const env = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: "0123456789abcdef0123456789abcdef",
    PUBLIC_URL: origin,
    CLIENT_DOCUMENTS: "off",
    MCP_CALLS_PER_MINUTE: "0",
    ...more,
  };
  const run = async (...args: string[]) => {
    const script = ["apps/server/src/cli.ts", ...args];
    const ran = await runToEnd({ env, port: await freePort(), dataDirectory, script });
    assert.equal(ran.code, 0, ran.output);
    return ran.output;
  };
  await run("user", "add", "--email", ACCOUNT.email, "--password", ACCOUNT.password);
  const project = await run("project", "add", "--name", "Shared", "--owner", ACCOUNT.email);
  const nodes: StartedProduct[] = [];
  for (let index = 0; index < count; index += 1) {
    nodes.push(await startProduct({ env, script: SERVE, ...(index === 0 ? { port } : {}) }));
  }
  return {
    nodes,
    origin,
    databaseUrl,
    account: ACCOUNT,
    projectId: /added: (\S+)/.exec(project)?.[1] ?? "",
    async close() {
      for (const node of nodes) {
        await node.stop();
        removeDirectory(node.dataDirectory);
      }
      await postgres.stop();
      removeDirectory(dataDirectory);
    },
  };
}
