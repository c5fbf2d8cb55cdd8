import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openPublicInternet, type PublicInternet } from "../testing/public-internet.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import type { ClientDocuments } from "./advertise.ts";

describe("announcing client documents", () => {
  let internet: PublicInternet;
  before(async () => {
    internet = await openPublicInternet();
  });
  after(() => internet.close());

  async function announces(server: TestServer): Promise<boolean> {
    const response = await fetch(`${server.origin}/.well-known/oauth-authorization-server`);
    const metadata = (await response.json()) as Record<string, unknown>;
    return metadata.client_id_metadata_document_supported === true;
  }

  async function startWith(clientDocuments: ClientDocuments, use: (server: TestServer) => Promise<void>) {
    const server = await startServer({ clientDocuments, network: internet });
    try {
      await use(server);
    } finally {
      await server.close();
    }
  }

  test("they are announced once a public host was reached", async () => {
    await startWith("auto", async (server) => {
      for (let tries = 0; tries < 500 && !(await announces(server)); tries += 1) await setTimeout(20);
      assert.equal(await announces(server), true);
    });
  });

  test("without outbound https they are not announced, and the start does not wait for it", async () => {
    const never = { ...internet, resolve: () => new Promise<string[]>(() => undefined) };
    const startedAt = performance.now();
    const server = await startServer({ clientDocuments: "auto", network: never });
    assert.ok(performance.now() - startedAt < 4_000);
    assert.equal(await announces(server), false);
    await server.close();
  });

  test("the operator's word goes before the check", async () => {
    internet.setOnline(false);
    await startWith("on", async (server) => assert.equal(await announces(server), true));
    internet.setOnline(true);
    await startWith("off", async (server) => {
      await setTimeout(200);
      assert.equal(await announces(server), false);
    });
  });
});
