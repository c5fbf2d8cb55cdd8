import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect, postForm, refresh, registerClient } from "./testing/client.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describe("revocation by the client (RFC 7009)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

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
