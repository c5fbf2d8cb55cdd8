import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sweepOauth } from "./index.ts";
import { authorize, connect, exchange, newVerifier, reachConsent, refresh, registerClient } from "./testing/client.ts";
import { describeOnEngines } from "./testing/engines.ts";
import type { TestServer } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

const DAY_MS = 86_400_000;

describeOnEngines("what is stored and what is told", (running) => {
  let server: TestServer;
  before(() => {
    server = running();
  });

  test("no token, code, verifier, secret or cookie is in the database or in the log", async () => {
    const client = await registerClient(server, { redirect_uris: ["http://localhost:4000/callback"] });
    const client_secret = String(client.client_secret);
    const waiting = await reachConsent(server, { client }, newVerifier().challenge);
    const { code, verifier, ...authorized } = await authorize(server, { client });
    const answer = await exchange(server, { client, code, verifier, ...authorized, extra: { client_secret } });
    const { access_token, refresh_token } = answer.body;
    const tables = ["oauth_clients", "oauth_grants", "oauth_grant_projects", "oauth_records"] as const;
    const rows = await Promise.all(tables.map((table) => server.db.selectFrom(table).selectAll().execute()));

    const dump = JSON.stringify([rows, server.steps]);

    assert.equal(answer.status, 200);
    for (const secret of [code, verifier, client_secret, access_token, refresh_token, waiting.details.uid]) {
      assert.equal(dump.includes(String(secret)), false, String(secret));
    }
    for (const cookie of waiting.browser.cookieValues()) assert.equal(dump.includes(cookie), false, cookie);
  });

  test("one flow id runs through every step of a connection", async () => {
    const start = server.steps.length;
    const { client, tokens } = await connect(server);
    await refresh(server, { client, token: tokens.refresh_token });
    const grantId = (await lookUp(server, tokens.access_token))?.grantId;

    const steps = server.steps.slice(start);

    assert.deepEqual(
      steps.map(({ step }) => step),
      ["registered", "authorize_started", "consent_given", "code_exchanged", "refreshed"],
    );
    assert.deepEqual([...new Set(steps.slice(1).map(({ flowId }) => flowId))], [grantId]);
    assert.deepEqual([...new Set(steps.map(({ clientId }) => clientId))], [client.client_id]);
    assert.ok(steps.every(({ requestId }) => requestId !== ""));
  });

  test("a refusal tells the log what the client is not told", async () => {
    const { client } = await connect(server);

    const answer = await refresh(server, { client, token: "made-up" });

    assert.equal(answer.body.error_description, "grant request is invalid");
    const { step, error, errorDetail, clientId } = server.steps.at(-1) ?? {};
    assert.deepEqual(
      [step, error, errorDetail, clientId],
      ["refused", "invalid_grant", "refresh token not found", client.client_id],
    );
  });
});

describeOnEngines("sweeping", (running) => {
  let server: TestServer;
  before(() => {
    server = running();
  });

  const clock = () => server.now();

  async function exists(clientId: string): Promise<boolean> {
    const rows = await server.db.selectFrom("oauth_clients").select("id").where("id", "=", clientId).execute();
    return rows.length > 0;
  }

  test("expired records go, live ones stay, and so does every client with a connection", async () => {
    const unused = await registerClient(server);
    const { client, tokens } = await connect(server);

    const early = await sweepOauth({ db: server.db, clock });
    server.advance(DAY_MS + 1_000);
    const late = await sweepOauth({ db: server.db, clock });

    assert.deepEqual(early, { records: 0, grants: 0, clients: 0 });
    // Interactions, session, code and the access token of one day.
    assert.ok(late.records >= 3, JSON.stringify(late));
    assert.deepEqual([late.grants, late.clients], [0, 1]);
    assert.deepEqual([await exists(unused.client_id), await exists(client.client_id)], [false, true]);
    assert.equal((await refresh(server, { client, token: tokens.refresh_token })).status, 200);
  });

  test("a connection whose last token has expired goes, and its client 90 days after its last use", async () => {
    const { client } = await connect(server);

    server.advance(61 * DAY_MS);
    const first = await sweepOauth({ db: server.db, clock });
    assert.ok(first.grants >= 1);
    assert.equal(await exists(client.client_id), true);
    server.advance(30 * DAY_MS);
    await sweepOauth({ db: server.db, clock });

    assert.equal(await exists(client.client_id), false);
  });
});
