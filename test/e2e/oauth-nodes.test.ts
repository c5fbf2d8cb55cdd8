import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { listConnections, revokeConnection } from "@heliometer/accounts";
import { systemClock } from "@heliometer/core";
import { type Database, openDatabase } from "@heliometer/db";
import { type Nodes, startNodes } from "../support/nodes.ts";
import { listTools, postForm, signInClient } from "../support/oauth-client.ts";
import type { StartedProduct } from "../support/product.ts";

suite("two nodes over one Postgres", () => {
  let cluster: Nodes;
  let first: StartedProduct;
  let second: StartedProduct;
  let db: Database;
  before(async () => {
    cluster = await startNodes(2);
    [first, second] = cluster.nodes as [StartedProduct, StartedProduct];
    db = await openDatabase({ engine: "postgres", url: cluster.databaseUrl });
  });
  after(async () => {
    await db.destroy();
    await cluster.close();
  });

  const statusAt = async ({ mcpUrl }: StartedProduct, token: string) => (await listTools(mcpUrl, token)).status;

  test("a token of one node opens the other, and a connection that is revoked at one is refused at the other", async () => {
    const client = await signInClient(cluster.origin, cluster.account);
    const before = await statusAt(second, client.accessToken);

    await postForm(`${first.origin}/oauth/revoke`, { token: client.refreshToken, client_id: client.clientId });

    assert.deepEqual([before, await statusAt(second, client.accessToken)], [200, 401]);
  });

  test("a connection that is revoked in the project's settings is refused on every node within a second", async () => {
    const client = await signInClient(cluster.origin, cluster.account);
    const operator = { db, clock: systemClock, actor: { kind: "operator" } } as const;
    const connections = await listConnections(operator, { projectId: cluster.projectId });
    const grantId = connections.find(({ clientId }) => clientId === client.clientId)?.grantId ?? "";
    assert.equal(await statusAt(second, client.accessToken), 200);

    const startedAt = performance.now();
    await revokeConnection(operator, { grantId, projectId: cluster.projectId });
    const statuses = [await statusAt(first, client.accessToken), await statusAt(second, client.accessToken)];

    assert.deepEqual(statuses, [401, 401]);
    assert.ok(performance.now() - startedAt < 1_000);
  });

  test("a connection that was made at one node is renewed at the other", async () => {
    const { origin } = cluster;
    const client = await signInClient(origin, cluster.account);

    const refreshed = await postForm(`${second.origin}/oauth/token`, {
      grant_type: "refresh_token",
      refresh_token: client.refreshToken,
      client_id: client.clientId,
      resource: `${origin}/api/v1/mcp`,
    });

    assert.equal(refreshed.status, 200, await refreshed.text());
  });
});
