import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sweepOauth } from "./index.ts";
import {
  authorize,
  connect,
  exchange,
  newVerifier,
  PUBLIC_CLIENT,
  postJson,
  reachConsent,
  refresh,
  registerClient,
} from "./testing/client.ts";
import { describeOnEngines } from "./testing/engines.ts";
import { startServer, type TestServer, USERS } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

const DAY_MS = 86_400_000;

describeOnEngines("what is stored and what is told", (running) => {
  let server: TestServer;
  before(() => {
    server = running();
  });

  test("two nodes count the registrations of an address together, also those that come at the same instant", async () => {
    const publicUrl = new URL(server.origin);
    const options = { db: server.db, publicUrl, registrationsPerHour: 7 };
    const nodes = await Promise.all([1, 2].map(() => startServer(options)));
    const answers = await Promise.all(
      nodes.flatMap((node) =>
        Array.from({ length: 12 }, () => postJson(`${node.origin}/oauth/register`, PUBLIC_CLIENT)),
      ),
    );
    for (const node of nodes) await node.close();
    await server.db.deleteFrom("oauth_registrations").execute();
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(7).fill(201), ...Array(17).fill(429)]);
  });

  test("no token, code, verifier, secret or cookie is in the database or in the log", async () => {
    const client = await registerClient(server, { redirect_uris: ["http://localhost:4000/callback"] });
    const client_secret = String(client.client_secret);
    const waiting = await reachConsent(server, { client }, newVerifier().challenge);
    const { code, verifier, ...authorized } = await authorize(server, { client });
    const answer = await exchange(server, { client, code, verifier, ...authorized, extra: { client_secret } });
    const { access_token, refresh_token } = answer.body;
    await server.storedSteps();
    const tables = ["oauth_clients", "oauth_grants", "oauth_grant_projects", "oauth_records", "oauth_steps"] as const;
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

  test("every step is kept with its client, host, person and reason, in plain codes", async () => {
    const registration = { client_name: "Kept client", redirect_uris: ["http://localhost:4000/callback"] };
    const client = await registerClient(server, registration);
    await connect(server, { client, redirectUri: "http://localhost:4000/callback" }).catch(() => {});
    await refresh(server, { client, token: "made-up" });

    const rows = (await server.storedSteps()).filter(({ client_id }) => client_id === client.client_id);

    const known = ["Kept client", "localhost:4000", USERS.ada];
    assert.deepEqual(
      rows.map((row) => [row.client_name, row.redirect_host, row.user_id]),
      rows.map(() => known),
    );
    assert.deepEqual(
      rows.map(({ step, outcome, reason }) => [step, outcome, reason]),
      [
        ["register", "ok", null],
        ["authorize", "ok", null],
        ["consent", "ok", null],
        ["token", "refused", "invalid_client"],
        ["refresh", "refused", "invalid_client"],
      ],
    );
    assert.equal(new Set(rows.slice(1, 3).map(({ flow_id }) => flow_id)).size, 1);
  });

  test("a registration that is refused names its client and the rule that it broke", async () => {
    const body = { client_name: "Refused client", redirect_uris: ["http://evil.example/cb"] };
    await postJson(`${server.origin}/oauth/register`, body);

    const row = (await server.storedSteps()).find(({ client_name }) => client_name === "Refused client");

    const { step, outcome, reason, redirect_host, detail } = row ?? {};
    assert.deepEqual(
      [step, outcome, reason, redirect_host],
      ["register", "refused", "invalid_redirect_uri", "evil.example"],
    );
    assert.match(detail ?? "", /must be on localhost/);
  });

  test("a flood of refusals leaves at most a minute's share in the log", async () => {
    for (let index = 0; index < 90; index += 1) await refresh(server, { client: { client_id: "flood" }, token: "x" });

    const rows = (await server.storedSteps()).filter(({ client_id }) => client_id === "flood");

    assert.ok(rows.length >= 30 && rows.length <= 120, String(rows.length));
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

    assert.deepEqual(early, { records: 0, grants: 0, clients: 0, steps: 0 });
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
