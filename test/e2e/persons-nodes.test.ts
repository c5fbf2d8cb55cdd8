import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readJson } from "../support/json.ts";
import { type Nodes, startNodes } from "../support/nodes.ts";
import { freePort, runToEnd, temporaryDirectory } from "../support/product.ts";

const DEVICES = 12;
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

let nodes: Nodes;
let publicKey: string;
let secretKey: string;
before(async () => {
  nodes = await startNodes(2);
  const createKey = async (kind: string) => {
    const env = {
      DATABASE_URL: nodes.databaseUrl,
      SECRET_KEY: "0123456789abcdef0123456789abcdef",
      PUBLIC_URL: nodes.origin,
    };
    const script = ["apps/server/src/cli.ts", "key", "create", "--project", nodes.projectId, "--kind", kind];
    const ran = await runToEnd({ env, port: await freePort(), dataDirectory: temporaryDirectory(), script });
    return /^hm_\S+/m.exec(ran.output)?.[0] ?? assert.fail(ran.output);
  };
  [publicKey, secretKey] = [await createKey("public"), await createKey("full")];
});
after(() => nodes.close());

const post = (node: number, path: string, body: object) =>
  fetch(`${nodes.nodes[node % 2]?.origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": publicKey, "user-agent": AGENT },
    body: JSON.stringify(body),
  });

test("a user who signs in on many devices at once, over two nodes, is one visitor on both", async () => {
  const devices = Array.from({ length: DEVICES }, (_, index) => `device-${index}`);
  for (const [index, visitorId] of devices.entries()) {
    const sent = await post(index, "/api/t/e", { visitorId, path: "/", pageViewId: `view-${index}` });
    assert.equal(sent.status, 200, await sent.text());
  }
  const said = await Promise.all(
    devices.map(async (visitorId, index) => {
      const answer = await post(index, "/api/t/i", { visitorId, userId: "u1", email: "u1@example.com" });
      assert.equal(answer.status, 200);
      return (await readJson(answer)).visitorId ?? visitorId;
    }),
  );
  assert.equal(new Set(said).size, 1, "every device is told the same id to go on with");
  for (const { origin } of nodes.nodes) {
    const url = `${origin}/api/v1/projects/${nodes.projectId}/analytics?period=today`;
    for (let polls = 0; ; polls += 1) {
      const { data } = await readJson(await fetch(url, { headers: { "x-api-key": secretKey } }));
      if (data.uniqueVisitors === 1 && data.pageViews === DEVICES) break;
      assert.ok(polls < 100, JSON.stringify(data));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});
