import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPostgres } from "@heliometer/db/testing";
import { callTool, connectClassic } from "../support/clients.ts";
import { eventually } from "../support/eventually.ts";
import { type Json, readJson } from "../support/json.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let env: Record<string, string>;
let nodes: StartedProduct[] = [];
const unused = temporaryDirectory();
before(async () => {
  postgres = await startPostgres();
  env = { DATABASE_URL: await postgres.createDatabase(), SECRET_KEY: "0123456789abcdef0123456789abcdef" };
  const script = ["apps/server/src/cli.ts", "serve"];
  // Both at once, on an empty database: each schema is made by one of them.
  nodes = await Promise.all([1, 2].map(() => startProduct({ env, script })));
});
after(async () => {
  for (const node of nodes) {
    await node.stop();
    removeDirectory(node.dataDirectory);
  }
  await postgres.stop();
  removeDirectory(unused);
});

async function run(...args: string[]): Promise<string> {
  const script = ["apps/server/src/cli.ts", ...args];
  const ran = await runToEnd({ env, port: await freePort(), dataDirectory: unused, script });
  assert.equal(ran.code, 0, ran.output);
  return ran.output;
}

/** A project of the owner; returns a key of it. */
async function addProject(name: string): Promise<string> {
  const project = await run("project", "add", "--name", name, "--owner", "owner@example.org");
  const projectId = /added: (\S+)/.exec(project)?.[1] ?? "";
  return /hm_sk_\S+/.exec(await run("key", "create", "--project", projectId))?.[0] ?? "";
}

test("two nodes over one Postgres share projects, keys and events", async () => {
  await run("user", "add", "--email", "owner@example.org");
  const project = await run("project", "add", "--name", "Shared", "--owner", "owner@example.org");
  const projectId = /added: (\S+)/.exec(project)?.[1] ?? "";
  const publicKey = /hm_pk_\S+/.exec(project)?.[0] ?? "";
  const secretKey = /hm_sk_\S+/.exec(await run("key", "create", "--project", projectId))?.[0] ?? "";

  const sent = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      sendView(nodes[index % 2], publicKey, { visitor: index % 10, view: index }),
    ),
  );
  assert.deepEqual([...new Set(sent)], [200]);
  for (const node of nodes) {
    const client = await connectClassic(node.mcpUrl, secretKey);
    const { structured } = await eventually(
      () => callTool(client, "get_analytics", { period: "today" }),
      (answer) => answer.structured.data.pageViews === 40,
    );
    await client.close();
    const { uniqueVisitors, pageViews, sessions } = structured.data;
    assert.deepEqual({ uniqueVisitors, pageViews, sessions }, { uniqueVisitors: 10, pageViews: 40, sessions: 10 });
  }
});

test("the limit on calls holds over both nodes together", async () => {
  const secretKey = await addProject("Limited");
  const limited = await Promise.all(
    [1, 2].map(() =>
      startProduct({
        env: { ...env, MCP_CALLS_PER_MINUTE: "20" },
        script: ["apps/server/src/cli.ts", "serve"],
      }),
    ),
  );
  const statuses: number[] = [];
  for (let call = 0; call < 60; call += 1) {
    const node = limited[call % 2];
    const answer = await fetch(node?.mcpUrl ?? "", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "x-api-key": secretKey,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: call, method: "tools/list" }),
    });
    statuses.push(answer.status);
    await answer.arrayBuffer();
  }
  for (const node of limited) {
    await node.stop();
    removeDirectory(node.dataDirectory);
  }
  const admitted = statuses.filter((status) => status === 200).length;
  // A minute may begin in the middle, and then a part of the limit is there again.
  assert.ok(admitted >= 20 && admitted <= 40, `${admitted} of 60 calls were admitted`);
  assert.equal(statuses.filter((status) => status === 429).length, 60 - admitted);
});

async function sendView(node: StartedProduct | undefined, publicKey: string, ids: { visitor: number; view: number }) {
  assert.ok(node);
  const body = {
    visitorId: `visitor-${ids.visitor}`,
    sessionId: `session-${ids.visitor}`,
    pageViewId: `view-${ids.view}`,
    path: `/page-${ids.view % 4}`,
    hostname: "shop.example.com",
    title: "Page",
    referrer: "",
    queryString: "",
  };
  const response = await fetch(`${node.origin}/api/t/e`, {
    method: "POST",
    headers: { "x-api-key": publicKey, "content-type": "application/json", "user-agent": BROWSER },
    body: JSON.stringify(body),
  });
  const answer: Json = await readJson(response);
  assert.equal(answer.success, true, JSON.stringify(answer));
  return response.status;
}
