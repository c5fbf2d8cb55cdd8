import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openBrowser } from "./testing/browser.ts";
import {
  authorize,
  authorizeUrl,
  connect,
  detailsAt,
  exchange,
  locationOf,
  newVerifier,
  reachConsent,
  refresh,
  registerClient,
} from "./testing/client.ts";
import { describeOnEngines } from "./testing/engines.ts";
import { PROJECTS, type TestServer, USERS } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describeOnEngines("the pages' part in an authorization", (running) => {
  let server: TestServer;
  before(() => {
    server = running();
  });

  const yes = { userId: USERS.ada, scopes: ["analytics:read"], projectIds: [PROJECTS.shop] };

  async function projectsOf(token: string): Promise<string[]> {
    const found = await lookUp(server, token);
    const rows = await server.db
      .selectFrom("oauth_grant_projects")
      .select("project_id")
      .where("grant_id", "=", found?.grantId ?? "")
      .orderBy("project_id")
      .execute();
    return rows.map((row) => row.project_id);
  }

  test("the page learns who asks for what, and for whom", async () => {
    const client = await registerClient(server);

    const { details } = await reachConsent(server, { client }, newVerifier().challenge);

    assert.deepEqual(details, {
      uid: details.uid,
      step: "consent",
      client: {
        id: client.client_id,
        name: "Test client",
        redirectHost: "localhost:51234",
        redirectUri: "http://localhost:51234/callback",
        isLocalApp: true,
        isVerified: false,
        documentHost: null,
      },
      scopes: ["analytics:read", "revenue:read"],
      optionalScopes: ["revenue:read"],
      boundUserId: USERS.ada,
    });
  });

  for (const [redirectUri, name, isVerified] of [
    ["https://claude.ai/api/mcp/auth_callback", "Claude", true],
    ["https://claude.ai:8443/api/mcp/auth_callback", "Claude imitation", false],
    ["https://claude.ai.evil.example/callback", "Claude imitation", false],
    ["https://constructor/callback", "Claude imitation", false],
    ["cursor://anysphere.cursor-mcp/oauth/callback", "Claude imitation", false],
  ] as const) {
    test(`an app that returns to ${redirectUri} is ${isVerified ? "named as what it is" : "unverified"}`, async () => {
      const registration = { client_name: "Claude imitation", redirect_uris: [redirectUri] };
      const client = await registerClient(server, registration);

      const { details } = await reachConsent(server, { client, redirectUri }, newVerifier().challenge);

      assert.deepEqual([details.client.name, details.client.isVerified], [name, isVerified]);
    });
  }

  test("a no goes back to the client as access_denied with the issuer, and gives nothing", async () => {
    const client = await registerClient(server);
    const { browser, page } = await reachConsent(server, { client }, newVerifier().challenge);

    const resume = locationOf(await browser.post(`${page}/deny`, {}));
    const { searchParams } = new URL(locationOf(await browser.get(resume)));

    assert.equal(searchParams.get("error"), "access_denied");
    assert.equal(searchParams.get("iss"), server.origin);
    assert.equal(searchParams.get("state"), "the-state");
    assert.equal(searchParams.get("code"), null);
    assert.equal(server.steps.at(-1)?.step, "denied");
  });

  test("scopes can be unticked, and a later consent can give them", async () => {
    const first = await connect(server, { scopes: ["analytics:read"] });
    const options = { client: first.client, browser: first.browser };

    const second = await authorize(server, { ...options, projectIds: [PROJECTS.blog] });
    const answer = await exchange(server, { client: first.client, ...second });

    assert.equal(first.tokens.scope, "analytics:read");
    assert.equal(answer.body.scope, "analytics:read revenue:read");
    assert.deepEqual(await projectsOf(String(answer.body.access_token)), [PROJECTS.blog]);
  });

  test("a scope that is unticked later is gone from tokens that were given before", async () => {
    const { client, browser, tokens } = await connect(server);

    await authorize(server, { client, browser, scopes: ["analytics:read"] });

    assert.equal(await lookUp(server, tokens.access_token), null);
    const next = await refresh(server, { client, token: tokens.refresh_token });
    assert.deepEqual([next.status, next.body.scope], [200, "analytics:read"]);
  });

  test("asking for one more scope in the same browser adds to the connection", async () => {
    const { client, browser, tokens } = await connect(server, { extra: { scope: "analytics:read" } });
    const before = await lookUp(server, tokens.access_token);

    const more = await authorize(server, { client, browser, extra: { scope: "revenue:read" } });
    const answer = await exchange(server, { client, ...more });

    assert.equal(answer.body.scope, "revenue:read");
    const after = await lookUp(server, String(answer.body.access_token));
    assert.equal(after?.grantId, before?.grantId);
    const grant = await server.db
      .selectFrom("oauth_grants")
      .select("scopes")
      .where("id", "=", after?.grantId ?? "")
      .executeTakeFirst();
    assert.equal(grant?.scopes, "analytics:read revenue:read");
  });

  test("more than was asked for cannot be granted", async () => {
    const client = await registerClient(server);
    const { browser, page } = await reachConsent(server, { client }, newVerifier().challenge);

    const response = await browser.post(`${page}/grant`, { ...yes, scopes: ["customers:read"] });

    assert.equal(response.status, 400);
    assert.match(await response.text(), /scopes: choose at least one/);
  });

  test("no project, or one the person is no member of, is refused and nothing is stored", async () => {
    const client = await registerClient(server);
    const { browser, page } = await reachConsent(server, { client }, newVerifier().challenge);

    const none = await browser.post(`${page}/grant`, { ...yes, projectIds: [] });
    const foreign = await browser.post(`${page}/grant`, { ...yes, projectIds: [PROJECTS.shop, PROJECTS.foreign] });

    assert.deepEqual([none.status, foreign.status], [400, 404]);
    const grants = await server.db
      .selectFrom("oauth_grants")
      .select("id")
      .where("client_id", "=", client.client_id)
      .execute();
    assert.deepEqual(grants, []);
  });

  test("an interaction's address does not open with another interaction's cookie, or with none", async () => {
    const client = await registerClient(server);
    const mine = await reachConsent(server, { client }, newVerifier().challenge);
    const theirs = await reachConsent(server, { client, userId: USERS.bob }, newVerifier().challenge);

    const withOtherCookie = await mine.browser.get(theirs.page);
    const withoutCookie = await openBrowser().get(theirs.page);
    const foreignGrant = await mine.browser.post(`${theirs.page}/grant`, yes);

    assert.deepEqual([withOtherCookie.status, withoutCookie.status, foreignGrant.status], [404, 404, 404]);
    assert.deepEqual(mine.browser.cookieNames(theirs.page), []);
  });

  test("when somebody else has signed in meanwhile, the sign-in step starts anew for the same request", async () => {
    const client = await registerClient(server);
    const { verifier, challenge } = newVerifier();
    const { browser, page } = await reachConsent(server, { client, userId: USERS.ada }, challenge);

    const again = locationOf(await browser.post(`${page}/grant`, { ...yes, userId: USERS.bob }));
    assert.equal(new URL(again).pathname, "/oauth/authorize");
    const login = locationOf(await browser.get(again));
    assert.deepEqual((await detailsAt(browser, login)).boundUserId, null);
    const consent = locationOf(
      await browser.get(locationOf(await browser.post(`${login}/sign-in`, { userId: USERS.bob }))),
    );
    assert.equal((await detailsAt(browser, consent)).boundUserId, USERS.bob);
    const callback = locationOf(
      await browser.get(locationOf(await browser.post(`${consent}/grant`, { ...yes, userId: USERS.bob }))),
    );

    const code = new URL(callback).searchParams.get("code") ?? "";
    const tokens = await exchange(server, { client, code, verifier });
    assert.equal((await lookUp(server, String(tokens.body.access_token)))?.userId, USERS.bob);
    assert.equal((await browser.get(page)).status, 404);
  });

  test("saying who signed in at the consent step changes nothing for the same person and restarts for another", async () => {
    const client = await registerClient(server);
    const { browser, page } = await reachConsent(server, { client }, newVerifier().challenge);

    assert.equal(locationOf(await browser.post(`${page}/sign-in`, { userId: USERS.ada })), page);
    const restarted = locationOf(await browser.post(`${page}/sign-in`, { userId: USERS.bob }));
    assert.equal(new URL(restarted).pathname, "/oauth/authorize");
  });

  test("a page that already knows its person may say yes at the sign-in step", async () => {
    const client = await registerClient(server);
    const { verifier, challenge } = newVerifier();
    const browser = openBrowser();
    const page = locationOf(await browser.get(authorizeUrl(server, { client }, challenge)));
    assert.equal((await detailsAt(browser, page)).step, "login");

    const resume = locationOf(await browser.post(`${page}/grant`, yes));
    const code = new URL(locationOf(await browser.get(resume))).searchParams.get("code") ?? "";

    assert.equal((await exchange(server, { client, code, verifier })).status, 200);
  });

  test("an interaction ends after 15 minutes", async () => {
    const client = await registerClient(server);
    const browser = openBrowser();
    const page = locationOf(await browser.get(authorizeUrl(server, { client }, newVerifier().challenge)));
    server.advance(15 * 60_000 + 1_000);

    const response = await browser.get(page);

    assert.equal(response.status, 404);
    assert.match(await response.text(), /has expired/);
  });

  test("a consent that was left open for ten minutes starts with the sign-in step again", async () => {
    const client = await registerClient(server);
    const { browser, page } = await reachConsent(server, { client }, newVerifier().challenge);
    server.advance(11 * 60_000);

    const details = await detailsAt(browser, page);
    const next = locationOf(await browser.post(`${page}/grant`, yes));

    assert.deepEqual([details.step, details.boundUserId], ["login", null]);
    assert.equal(new URL(next).pathname, "/oauth/authorize");
  });

  test("a session of a deleted user asks for a new sign-in", async () => {
    const client = await registerClient(server);
    const { browser } = await authorize(server, { client, userId: USERS.bob });
    await server.db.deleteFrom("users").where("id", "=", USERS.bob).execute();

    const page = locationOf(await browser.get(authorizeUrl(server, { client }, newVerifier().challenge)));

    assert.equal((await detailsAt(browser, page)).step, "login");
  });
});
