import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { authorize, connect, exchange, refresh, registerClient, type Tokens } from "./testing/client.ts";
import { PROJECTS, startServer, type TestServer, USERS } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describe("the whole way from registration to a token", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  test("a client registers, its person allows one project, and it holds a token for exactly that", async () => {
    const { tokens, callback } = await connect(server, { projectIds: [PROJECTS.blog] });

    assert.equal(callback.searchParams.get("iss"), server.origin);
    assert.equal(callback.searchParams.get("state"), "the-state");
    assert.equal(tokens.token_type, "Bearer");
    assert.equal(tokens.expires_in, 86_400);
    assert.equal(tokens.scope, "analytics:read revenue:read");
    const found = await lookUp(server, tokens.access_token);
    assert.deepEqual(found && { ...found, grantId: "" }, {
      scopes: "analytics:read revenue:read",
      audience: `${server.origin}/api/v1/mcp`,
      grantId: "",
      userId: USERS.ada,
    });
    const projects = await server.db
      .selectFrom("oauth_grant_projects")
      .select("project_id")
      .where("grant_id", "=", found?.grantId ?? "")
      .execute();
    assert.deepEqual(projects, [{ project_id: PROJECTS.blog }]);
  });

  test("a refresh gives a new pair, and the new refresh token works again", async () => {
    const { client, tokens } = await connect(server);

    const first = await refresh(server, { client, token: tokens.refresh_token });
    const next = first.body as unknown as Tokens;
    const second = await refresh(server, { client, token: next.refresh_token });

    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    assert.equal(next.scope, "analytics:read revenue:read");
    assert.ok(await lookUp(server, next.access_token));
  });

  test("a code works once, and using it again ends what it gave", async () => {
    const client = await registerClient(server);
    const authorized = await authorize(server, { client });
    const first = await exchange(server, { client, ...authorized });

    const replay = await exchange(server, { client, ...authorized });

    assert.equal(first.status, 200);
    assert.deepEqual([replay.status, replay.body.error], [400, "invalid_grant"]);
    assert.equal(await lookUp(server, String(first.body.access_token)), null);
  });
});
