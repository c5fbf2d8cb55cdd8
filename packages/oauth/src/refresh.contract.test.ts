import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newSigningKeys, sweepOauth } from "./index.ts";
import {
  authorize,
  connect,
  exchange,
  PUBLIC_CLIENT,
  type RegisteredClient,
  refresh,
  registerClient,
  type Tokens,
} from "./testing/client.ts";
import { describeOnEngines } from "./testing/engines.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describeOnEngines("refreshing", (running) => {
  let server: TestServer;
  before(() => {
    server = running();
  });

  for (const racers of [5, 20, 50]) {
    test(`${racers} requests with one refresh token at the same time all get tokens that go on working`, async () => {
      const { client, tokens } = await connect(server);
      const race = (token: string) => refresh(server, { client, token });

      const answers = await Promise.all(Array.from({ length: racers }, () => race(tokens.refresh_token)));
      // Long after the grace time each of them renews with what it got, and nobody is taken for a thief.
      server.advance(3_600_000);
      const later = await Promise.all(answers.map(({ body }) => race(String(body.refresh_token))));

      for (const round of [answers, later]) {
        assert.deepEqual(new Set(round.map(({ status }) => status)), new Set([200]));
        const found = await Promise.all(round.map(({ body }) => lookUp(server, String(body.access_token))));
        assert.equal(found.filter((each) => each !== null).length, racers);
      }
    });
  }

  test("a client with a secret renews like any other: every token once, and two at once both work", async () => {
    const client = await registerClient(server, { ...PUBLIC_CLIENT, token_endpoint_auth_method: "client_secret_post" });
    const extra = { client_secret: String(client.client_secret) };
    const { tokens } = await connectWith(extra, client);

    const both = await Promise.all([1, 2].map(() => refresh(server, { client, token: tokens.refresh_token, extra })));
    server.advance(61_000);
    const late = await refresh(server, { client, token: tokens.refresh_token, extra });

    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(new Set([tokens.refresh_token, ...both.map(({ body }) => body.refresh_token)]).size, 3);
    assert.deepEqual([late.status, late.body.error], [400, "invalid_grant"]);
  });

  async function connectWith(extra: Record<string, string>, client: RegisteredClient): Promise<{ tokens: Tokens }> {
    const authorized = await authorize(server, { client });
    const answer = await exchange(server, { client, ...authorized, extra });
    return { tokens: answer.body as unknown as Tokens };
  }

  test("two nodes that race with one refresh token and with one code agree through the database", async () => {
    const publicUrl = new URL(server.origin);
    const keys = { cookieKeys: ["the same on both nodes"], signingKeys: newSigningKeys(), secretKey: "shared" };
    const nodes = await Promise.all([1, 2].map(() => startServer({ db: server.db, publicUrl, ...keys })));
    for (const node of nodes) node.advance(server.now() - node.now());
    const { client, tokens } = await connect(server);
    const code = await authorize(server, { client });
    const extra = { resource: `${server.origin}/api/v1/mcp` };

    const renewed = await Promise.all(
      nodes.flatMap((node) => Array.from({ length: 5 }, () => refresh(node, { client, token: tokens.refresh_token }))),
    );
    const exchanged = await Promise.all(
      nodes.flatMap((node) => [1, 2].map(() => exchange(node, { client, ...code, extra }))),
    );

    for (const node of nodes) await node.close();
    assert.deepEqual(new Set(renewed.map(({ status }) => status)), new Set([200]));
    assert.equal(exchanged.filter(({ status }) => status === 200).length, 1);
  });

  test("a used refresh token works for a minute longer, and the log says so", async () => {
    const { client, tokens } = await connect(server);
    await refresh(server, { client, token: tokens.refresh_token });
    server.advance(59_000);

    const again = await refresh(server, { client, token: tokens.refresh_token });

    assert.equal(again.status, 200);
    assert.match(server.steps.at(-1)?.errorDetail ?? "", /used again/);
    assert.ok(await lookUp(server, String(again.body.access_token)));
  });

  test("a refresh token that is used again after a minute ends the connection", async () => {
    const { client, tokens } = await connect(server);
    const next = (await refresh(server, { client, token: tokens.refresh_token })).body as unknown as Tokens;
    const grantId = (await lookUp(server, next.access_token))?.grantId ?? "";
    server.advance(61_000);

    const stolen = await refresh(server, { client, token: tokens.refresh_token });

    assert.deepEqual([stolen.status, stolen.body.error], [400, "invalid_grant"]);
    assert.equal(await lookUp(server, next.access_token), null);
    assert.equal((await refresh(server, { client, token: next.refresh_token })).status, 400);
    const rows = await server.db.selectFrom("oauth_grants").select("id").where("id", "=", grantId).execute();
    assert.deepEqual(rows, []);
    assert.deepEqual(
      server.steps.slice(-2).map(({ step, error }) => [step, error]),
      [
        ["refused", "invalid_grant"],
        ["refused", "invalid_grant"],
      ],
    );
  });

  test("a refresh token of another client is refused and goes on working for its owner", async () => {
    const { client, tokens } = await connect(server);
    const stranger = await registerClient(server);

    const stolen = await refresh(server, { client: stranger, token: tokens.refresh_token });

    assert.deepEqual([stolen.status, stolen.body.error], [400, "invalid_grant"]);
    assert.equal((await refresh(server, { client, token: tokens.refresh_token })).status, 200);
  });

  for (const [spelling, resource] of [
    ["a trailing slash", (origin: string) => `${origin}/api/v1/mcp/`],
    ["an upper-case host", (origin: string) => `${origin.replace("localhost", "LOCALHOST")}/api/v1/mcp`],
    ["the bare origin", (origin: string) => origin],
  ] as const) {
    test(`the resource may be written with ${spelling}`, async () => {
      const { client, tokens } = await connect(server);

      const answer = await refresh(server, {
        client,
        token: tokens.refresh_token,
        extra: { resource: resource(server.origin) },
      });

      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    });
  }

  test("a foreign resource is refused without using up the refresh token", async () => {
    const { client, tokens } = await connect(server);
    const extra = { resource: "https://other.example/mcp" };

    const refused = await refresh(server, { client, token: tokens.refresh_token, extra });
    server.advance(61_000);

    assert.deepEqual([refused.status, refused.body.error], [400, "invalid_target"]);
    assert.equal((await refresh(server, { client, token: tokens.refresh_token })).status, 200);
  });

  test("a refresh that repeats a scope which was not granted gets the granted ones", async () => {
    const { client, tokens } = await connect(server, { scopes: ["analytics:read"] });
    const extra = { scope: "analytics:read revenue:read offline_access" };

    const answer = await refresh(server, { client, token: tokens.refresh_token, extra });

    assert.deepEqual([tokens.scope, answer.status, answer.body.scope], ["analytics:read", 200, "analytics:read"]);
  });

  test("a refresh may ask for less", async () => {
    const { client, tokens } = await connect(server);

    const answer = await refresh(server, { client, token: tokens.refresh_token, extra: { scope: "revenue:read" } });

    assert.equal(answer.body.scope, "revenue:read");
    assert.equal((await lookUp(server, String(answer.body.access_token)))?.scopes, "revenue:read");
  });

  test("a connection to an address that is no longer served ends with invalid_grant", async () => {
    const { client, tokens } = await connect(server);
    const moved = await startServer({ db: server.db, publicUrl: new URL("https://new.example") });

    const answer = await refresh(moved, { client, token: tokens.refresh_token });

    await moved.close();
    assert.deepEqual([answer.status, answer.body.error], [400, "invalid_grant"]);
  });

  test("a connection ends a year after the consent, however often it was renewed", async () => {
    const { client, tokens } = await connect(server);
    let token = tokens.refresh_token;
    for (let month = 0; month < 12; month += 1) {
      server.advance(30 * 86_400_000);
      const answer = await refresh(server, { client, token });
      assert.equal(answer.status, 200, `month ${month}`);
      token = String(answer.body.refresh_token);
    }
    server.advance(6 * 86_400_000);

    const answer = await refresh(server, { client, token });

    assert.deepEqual([answer.status, answer.body.error], [400, "invalid_grant"]);
  });

  test("setting the clock back by an hour ends no connection and makes no used token good again", async () => {
    const { client, tokens } = await connect(server);
    const used = await refresh(server, { client, token: tokens.refresh_token });
    server.advance(-3_600_000);
    try {
      assert.ok(await lookUp(server, String(used.body.access_token)));
      const next = await refresh(server, { client, token: String(used.body.refresh_token) });
      assert.equal(next.status, 200, JSON.stringify(next.body));
      await sweepOauth({ db: server.db, clock: server.now });
      assert.ok(await lookUp(server, String(next.body.access_token)));

      const replayed = await refresh(server, { client, token: tokens.refresh_token });
      assert.deepEqual([replayed.status, replayed.body.error], [400, "invalid_grant"]);
      assert.equal(await lookUp(server, String(next.body.access_token)), null);
    } finally {
      server.advance(3_600_000);
    }
  });

  test("refresh tokens end after 60 days without use", async () => {
    const { client, tokens } = await connect(server);
    server.advance(60 * 86_400_000 + 1_000);

    const answer = await refresh(server, { client, token: tokens.refresh_token });

    assert.deepEqual([answer.status, answer.body.error], [400, "invalid_grant"]);
  });
});
