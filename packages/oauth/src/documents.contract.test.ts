import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sweepOauth } from "./index.ts";
import { openBrowser } from "./testing/browser.ts";
import { authorizeUrl, connect, newVerifier, reachConsent, refresh } from "./testing/client.ts";
import { describeOnEngines } from "./testing/engines.ts";
import { openPublicInternet, type PublicInternet, sendJson } from "./testing/public-internet.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { CLIENT_DOCUMENTS } from "./testing/shapes/documents.ts";
import { lookUp } from "./testing/tokens.ts";

const DAY_MS = 86_400_000;

describeOnEngines("clients that are known by the address of their document", (running) => {
  let internet: PublicInternet;
  let server: TestServer;
  before(async () => {
    internet = await openPublicInternet();
    server = await startServer({ db: running().db, clientDocuments: "on", network: internet });
    for (const document of Object.values(CLIENT_DOCUMENTS)) internet.serve(document.client_id, document);
  });
  after(async () => {
    await server.close();
    await internet.close();
  });

  let count = 0;
  /** A document of its own for a test, at a fresh address. */
  function publish(changes: object = {}, headers = {}): { client_id: string } {
    count += 1;
    const document = {
      client_id: `https://app.example.com/clients/${count}-${process.hrtime.bigint()}`,
      client_name: "Documented app",
      redirect_uris: ["http://localhost/callback"],
      token_endpoint_auth_method: "none",
      ...changes,
    };
    internet.serve(document.client_id, sendJson(document, headers));
    return { client_id: document.client_id };
  }

  function open(client: { client_id: string }): Promise<Response> {
    return openBrowser().get(authorizeUrl(server, { client }, newVerifier().challenge));
  }

  function reads(client: { client_id: string }): number {
    return internet.requests.filter((address) => address === client.client_id).length;
  }

  for (const [document, redirectUri] of [
    [CLIENT_DOCUMENTS.claudeCode, "http://localhost:51999/callback"],
    [CLIENT_DOCUMENTS.claude, "https://claude.ai/api/mcp/auth_callback"],
    [CLIENT_DOCUMENTS.chatgpt, "https://chatgpt.com/connector_platform_oauth_redirect"],
    [CLIENT_DOCUMENTS.codex, "http://127.0.0.1:45999/callback"],
    [CLIENT_DOCUMENTS.grok, "https://grok.com/connectors-oauth-exchange-code/"],
  ] as const) {
    test(`${document.client_name} connects by its document and refreshes, and the document is read once`, async () => {
      const client = { client_id: document.client_id };
      const { tokens, details } = await connect(server, { client, redirectUri });

      const refreshed = await refresh(server, { client, token: tokens.refresh_token });

      assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body));
      assert.ok(await lookUp(server, String(refreshed.body.access_token)));
      assert.equal(details.client.name, document.client_name);
      assert.equal(details.client.documentHost, new URL(document.client_id).host);
      assert.ok(reads(client) <= 1);
    });
  }

  test("a redirect to another host than the document's is told to the page", async () => {
    const client = publish({ redirect_uris: ["https://claude.ai/api/mcp/auth_callback"] });
    const redirectUri = "https://claude.ai/api/mcp/auth_callback";

    const { details } = await reachConsent(server, { client, redirectUri }, newVerifier().challenge);

    const { documentHost, redirectHost } = details.client;
    assert.deepEqual([documentHost, redirectHost], ["app.example.com", "claude.ai"]);
  });

  test("a client whose document cannot be read any more goes on refreshing for seven days, and starts nothing new", async () => {
    const client = publish();
    const { tokens } = await connect(server, { client });
    internet.setOnline(false);
    server.advance(6 * DAY_MS);

    const refreshed = await refresh(server, { client, token: tokens.refresh_token });
    const begun = await open(client);
    server.advance(DAY_MS + 60_000);
    const late = await refresh(server, { client, token: String(refreshed.body.refresh_token) });
    internet.setOnline(true);
    server.advance(61_000);
    const back = await refresh(server, { client, token: String(refreshed.body.refresh_token) });

    assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body));
    assert.equal(begun.status, 400);
    assert.match(await begun.text(), /could not be identified/);
    assert.deepEqual([late.status, late.body.error], [400, "invalid_client"]);
    assert.equal(back.status, 200, JSON.stringify(back.body));
  });

  test("a document that fails is not asked for again for a minute", async () => {
    const client = { client_id: `https://app.example.com/missing-${process.hrtime.bigint()}` };
    for (let index = 0; index < 5; index += 1) assert.equal((await open(client)).status, 400);
    const early = reads(client);
    server.advance(61_000);

    await open(client);

    assert.deepEqual([early, reads(client)], [1, 2]);
  });

  test("a document is read again when its time is over, and what it says then counts", async () => {
    const client = publish({}, { "cache-control": "max-age=3600" });
    assert.equal((await open(client)).status, 303);
    server.advance(3_500_000);
    assert.equal((await open(client)).status, 303);
    const before = reads(client);
    internet.serve(client.client_id, { ...client, redirect_uris: ["https://app.example.com/elsewhere"] });
    server.advance(200_000);

    const after = await open(client);

    assert.deepEqual([before, reads(client), after.status], [1, 2, 400]);
  });

  test("copies that nobody connected with are swept after a day, one with a connection stays", async () => {
    const [unused, used] = [publish(), publish()];
    await open(unused);
    await connect(server, { client: used });
    server.advance(DAY_MS + 1_000);

    await sweepOauth({ db: server.db, clock: server.now });

    const rows = await server.db
      .selectFrom("oauth_clients")
      .select("id")
      .where("id", "in", [unused.client_id, used.client_id])
      .execute();
    assert.deepEqual(rows, [{ id: used.client_id }]);
  });

  test("a flood of addresses from one place has to wait", async () => {
    server.advance(3_600_001);
    const statuses: string[] = [];
    for (let index = 0; index < 21; index += 1) statuses.push(await (await open(publish())).text());

    assert.equal(statuses.filter((page) => page.includes("Too many client documents")).length, 1);
    server.advance(3_600_001);
    assert.equal((await open(publish())).status, 303);
  });

  test("with documents off none is read, and connections that exist go on", async () => {
    const client = publish();
    const { tokens } = await connect(server, { client });
    const publicUrl = new URL(server.origin);
    const off = await startServer({ db: server.db, publicUrl, clientDocuments: "off", network: internet });
    off.advance(server.now() - off.now());
    try {
      const before = internet.connections.length;
      const begun = await openBrowser().get(authorizeUrl(off, { client: publish() }, newVerifier().challenge));
      const refreshed = await refresh(off, { client, token: tokens.refresh_token });
      assert.deepEqual([begun.status, refreshed.status], [400, 200], JSON.stringify(refreshed.body));
      assert.equal(internet.connections.length, before);
    } finally {
      await off.close();
    }
  });
});
