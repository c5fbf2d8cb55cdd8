import assert from "node:assert/strict";
import { before, test } from "node:test";
import { authenticateToken } from "@heliometer/accounts";
import { authorize, connect, exchange, postForm, refresh, registerClient, type Tokens } from "./testing/client.ts";
import { describeOnEngines } from "./testing/engines.ts";
import { PROJECTS, type TestServer, USERS } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describeOnEngines("a connection", (running) => {
  let server: TestServer;
  before(() => {
    server = running();
  });

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

  test("the check of access tokens finds the person, the scopes and the chosen projects", async () => {
    const { tokens, client } = await connect(server, { projectIds: [PROJECTS.blog, PROJECTS.shop] });
    const stores = { db: server.db, clock: server.now };
    const resource = `${server.origin}/api/v1/mcp`;

    const access = await authenticateToken(stores, { token: tokens.access_token, resource });
    const refreshToken = await authenticateToken(stores, { token: tokens.refresh_token, resource });

    assert.deepEqual(access?.scopes, ["analytics:read", "revenue:read"]);
    assert.deepEqual(
      access.projects.map(({ id, role }) => [id, role]),
      [
        [PROJECTS.blog, "viewer"],
        [PROJECTS.shop, "viewer"],
      ],
    );
    assert.deepEqual(
      [access.actor.kind, "clientId" in access.actor && access.actor.clientId],
      ["connection", client.client_id],
    );
    assert.equal(refreshToken, null);
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

  test("of four exchanges of one code at the same time, exactly one gets tokens", async () => {
    const client = await registerClient(server);
    const authorized = await authorize(server, { client });

    const answers = await Promise.all(Array.from({ length: 4 }, () => exchange(server, { client, ...authorized })));

    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400]);
    assert.deepEqual(
      answers.filter(({ status }) => status === 400).map(({ body }) => body.error),
      ["invalid_grant", "invalid_grant", "invalid_grant"],
    );
  });

  test("the wrong verifier, another client or another redirect URI gets nothing", async () => {
    const client = await registerClient(server);
    const stranger = await registerClient(server);
    const { code, verifier } = await authorize(server, { client });

    const wrongVerifier = await exchange(server, { client, code, verifier: `${verifier}x` });
    const otherClient = await exchange(server, { client: stranger, code, verifier });
    const otherRedirect = await exchange(server, {
      client,
      code,
      verifier,
      redirectUri: "http://localhost:1/callback",
    });
    const rightful = await exchange(server, { client, code, verifier });

    for (const answer of [wrongVerifier, otherClient, otherRedirect]) {
      assert.deepEqual([answer.status, answer.body.error], [400, "invalid_grant"]);
    }
    assert.equal(rightful.status, 200);
    assert.equal(rightful.headers.get("cache-control"), "no-store");
  });

  test("a code is good for a minute", async () => {
    const client = await registerClient(server);
    const authorized = await authorize(server, { client });
    server.advance(61_000);

    const late = await exchange(server, { client, ...authorized });

    assert.deepEqual([late.status, late.body.error], [400, "invalid_grant"]);
  });

  test("a deleted client is told invalid_client, so that it registers again", async () => {
    const { client, tokens } = await connect(server);
    await server.db.deleteFrom("oauth_clients").where("id", "=", client.client_id).execute();

    const answer = await refresh(server, { client, token: tokens.refresh_token });

    assert.deepEqual([answer.status, answer.body.error], [401, "invalid_client"]);
    assert.equal(await lookUp(server, tokens.access_token), null);
  });

  test("a JSON body is refused in the words of OAuth", async () => {
    const response = await fetch(`${server.origin}/oauth/token`, {
      method: "POST",
      body: JSON.stringify({ grant_type: "authorization_code" }),
      headers: { "content-type": "application/json", accept: "text/html" },
    });

    assert.equal(response.status, 400);
    assert.match(await response.text(), /^\{"error":"invalid_request"/);
  });

  for (const kind of ["access_token", "refresh_token"] as const) {
    test(`revoking the ${kind.replace("_", " ")} ends the connection`, async () => {
      const { client, tokens } = await connect(server);
      const grantId = (await lookUp(server, tokens.access_token))?.grantId ?? "";

      const answer = await postForm(`${server.origin}/oauth/revoke`, {
        token: tokens[kind],
        token_type_hint: kind,
        client_id: client.client_id,
      });

      assert.equal(answer.status, 200);
      assert.equal(await lookUp(server, tokens.access_token), null);
      assert.equal((await refresh(server, { client, token: tokens.refresh_token })).body.error, "invalid_grant");
      const left = await server.db.selectFrom("oauth_grants").select("id").where("id", "=", grantId).execute();
      assert.deepEqual(left, []);
      const step = server.steps.find((each) => each.step === "revoked" && each.grantId === grantId);
      assert.equal(step?.clientId, client.client_id);
    });
  }

  test("a client cannot revoke the token of another one", async () => {
    const { tokens } = await connect(server);
    const stranger = await registerClient(server);

    const answer = await postForm(`${server.origin}/oauth/revoke`, {
      token: tokens.access_token,
      client_id: stranger.client_id,
    });

    assert.equal(answer.status, 200);
    assert.ok(await lookUp(server, tokens.access_token));
  });

  test("an unknown token is no error", async () => {
    const client = await registerClient(server);

    const answer = await postForm(`${server.origin}/oauth/revoke`, { token: "unknown", client_id: client.client_id });

    assert.equal(answer.status, 200);
  });

  test("deleting the grant alone ends access at once", async () => {
    const { client, tokens } = await connect(server);
    const grantId = (await lookUp(server, tokens.access_token))?.grantId ?? "";

    await server.db.deleteFrom("oauth_grants").where("id", "=", grantId).execute();

    assert.equal(await lookUp(server, tokens.access_token), null);
    assert.equal((await refresh(server, { client, token: tokens.refresh_token })).body.error, "invalid_grant");
  });
});
