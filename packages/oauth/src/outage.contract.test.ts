import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPostgres, type TestPostgres } from "@heliometer/db/testing";
import { openBrowser } from "./testing/browser.ts";
import {
  authorizeUrl,
  connect,
  exchange,
  newVerifier,
  reachConsent,
  refresh,
  registerClient,
} from "./testing/client.ts";
import { type Cut, openCut } from "./testing/cut.ts";
import { PROJECTS, startServer, type TestServer, USERS } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describe("while the database is gone", () => {
  let postgres: TestPostgres;
  let wire: Cut;
  let server: TestServer;
  before(async () => {
    postgres = await startPostgres();
    wire = await openCut(await postgres.createDatabase());
    server = await startServer({ database: { engine: "postgres", url: wire.url } });
  });
  after(async () => {
    await server.close();
    await wire.close();
    await postgres.stop();
  });

  test("every endpoint answers 503 with the time to come back, and goes on by itself when it is here again", async () => {
    const { client, tokens } = await connect(server);
    await wire.cut();

    const token = await refresh(server, { client, token: tokens.refresh_token });
    const scoped = await refresh(server, { client, token: tokens.refresh_token, extra: { scope: "analytics:read" } });
    const code = await exchange(server, { client, code: "a-code", verifier: "a".repeat(43) });
    const page = await openBrowser().get(authorizeUrl(server, { client }, newVerifier().challenge));
    const text = await page.text();
    await wire.mend();

    for (const { status, headers, body } of [token, scoped, code]) {
      assert.deepEqual([status, body.error], [503, "temporarily_unavailable"]);
      assert.match(headers.get("retry-after") ?? "", /^\d+$/);
    }
    assert.equal(page.status, 503);
    assert.match(page.headers.get("retry-after") ?? "", /^\d+$/);
    assert.match(text, /cannot answer just now/);
    assert.equal(page.headers.get("x-frame-options"), "DENY");
    assert.doesNotMatch(text + JSON.stringify([token.body, code.body]), /ECONN|127\.0\.0\.1|postgres/i);
    assert.equal((await refresh(server, { client, token: tokens.refresh_token })).status, 200);
  });

  test("a yes that cannot be written leaves no half of a connection, and may be given again", async () => {
    const client = await registerClient(server);
    const { verifier, challenge } = newVerifier();
    const { browser, page, details } = await reachConsent(server, { client }, challenge);
    const decision = { userId: USERS.ada, scopes: details.scopes, projectIds: [PROJECTS.shop] };
    await wire.cut();

    const failed = await browser.post(`${page}/grant`, decision);
    await wire.mend();
    const grants = await server.db
      .selectFrom("oauth_grants")
      .select("id")
      .where("client_id", "=", client.client_id)
      .execute();
    const again = await browser.post(`${page}/grant`, decision);
    const callback = await browser.get(String(again.headers.get("location")));
    const { searchParams } = new URL(String(callback.headers.get("location")));
    const tokens = await exchange(server, { client, code: String(searchParams.get("code")), verifier });

    assert.equal(failed.status, 503);
    assert.deepEqual(grants, []);
    assert.ok(await lookUp(server, String(tokens.body.access_token)), JSON.stringify(tokens.body));
  });
});
