import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { authorize, connect, exchange, refresh, registerClient } from "./testing/client.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describe("exchanging a code", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

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
});
