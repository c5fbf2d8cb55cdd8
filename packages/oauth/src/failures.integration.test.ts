import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser } from "./testing/browser.ts";
import { authorizeUrl, connect, newVerifier, refresh } from "./testing/client.ts";
import { startServer, type TestServer } from "./testing/server.ts";

describe("when something fails inside", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      renderErrorPage: () => {
        throw new Error("The page cannot be rendered.");
      },
    });
  });
  after(() => server.close());

  test("an error page that cannot be rendered still comes with its protection, and the log has the reason", async () => {
    const response = await openBrowser().get(authorizeUrl(server, { client: { client_id: "gone" } }, "x"));

    assert.equal(response.status, 500);
    assert.equal(response.headers.get("x-frame-options"), "DENY");
    assert.doesNotMatch(await response.text(), /rendered/);
    assert.equal(server.steps.at(-1)?.errorDetail, "The page cannot be rendered.");
  });
});

describe("when the database fails", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  test("without its tables it answers server_error and shows no inside", async () => {
    const { client, tokens } = await connect(server);
    await server.db.schema.alterTable("oauth_records").renameTo("oauth_records_away").execute();

    const answer = await refresh(server, { client, token: tokens.refresh_token });
    const scoped = await refresh(server, { client, token: tokens.refresh_token, extra: { scope: "analytics:read" } });
    const page = await fetch(authorizeUrl(server, { client }, newVerifier().challenge), { redirect: "manual" });
    await server.db.schema.alterTable("oauth_records_away").renameTo("oauth_records").execute();

    for (const { status, body } of [answer, scoped]) assert.deepEqual([status, body.error], [500, "server_error"]);
    assert.deepEqual([page.status, page.headers.get("location")], [500, null]);
    const told = [JSON.stringify([answer.body, scoped.body]), await page.text()];
    assert.doesNotMatch(told.join(" "), /oauth_records|sql/i);
    assert.match(server.steps.at(-1)?.errorDetail ?? "", /oauth_records/);
    assert.equal((await refresh(server, { client, token: tokens.refresh_token })).status, 200);
  });
});

describe("the options", () => {
  test("an access token lifetime out of range is refused at the start", async () => {
    for (const accessTokenTtlSeconds of [299, 86_401, 600.5]) {
      await assert.rejects(startServer({ accessTokenTtlSeconds }), /accessTokenTtlSeconds must be a whole number/);
    }
  });

  test("the access token lifetime can be set", async () => {
    const server = await startServer({ accessTokenTtlSeconds: 300 });
    try {
      const { tokens } = await connect(server);
      assert.equal(tokens.expires_in, 300);
    } finally {
      await server.close();
    }
  });
});
