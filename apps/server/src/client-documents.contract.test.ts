import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { addMember, createOrganization, createProject, createUser } from "@heliometer/accounts";
import { newSecret, systemClock } from "@heliometer/core";
import {
  answerConsent,
  CLIENT_SHAPES,
  openPublicInternet,
  type PublicInternet,
  replayAuthorization,
  replaySession,
} from "@heliometer/oauth/testing";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { openInstanceKeys } from "./instance-keys.ts";
import { openStores } from "./stores.ts";
import { createLogger } from "./telemetry.ts";

const PERSON = { email: "owner@example.com", password: "correct horse battery" };

/** A port that nobody listens on; the public URL has to name it before the app exists. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

suite("clients that are known by a document, at the whole product over a faked internet", () => {
  const directory = mkdtempSync(join(tmpdir(), "heliometer-documents-"));
  let internet: PublicInternet;
  let origin: string;
  let close: () => Promise<void>;
  before(async () => {
    internet = await openPublicInternet();
    const port = await freePort();
    const config = readConfig({ DATA_DIR: directory, LOG_LEVEL: "silent", PORT: String(port) });
    const log = createLogger(config);
    const stores = await openStores(config, log);
    const keys = await openInstanceKeys({ db: stores.db, secretKey: newSecret(), clock: systemClock });
    const parts = { config, ...stores, keys, clock: systemClock, log, version: "0", network: internet };
    const app = await createApp(parts);
    const operator = { db: stores.db, clock: systemClock, actor: { kind: "operator" } } as const;
    await createUser(operator, { ...PERSON, name: "Owner" });
    const organization = await createOrganization(operator, { name: "Example" });
    const project = await createProject(operator, { organizationId: organization.id, name: "Shop" });
    await addMember(operator, { projectId: project.id, email: PERSON.email, role: "owner" });
    await app.listen({ host: "127.0.0.1", port });
    origin = config.publicUrl.origin;
    close = async () => {
      await app.close();
      await stores.close();
      await internet.close();
      rmSync(directory, { recursive: true, force: true });
    };
  });
  after(() => close());

  for (const shape of CLIENT_SHAPES) {
    const { identity } = shape;
    if (!("document" in identity)) continue;
    test(`${shape.name} gets a token, renews it and calls a tool`, async () => {
      internet.serve(identity.document.client_id, identity.document);
      const target = { origin, approve: (url: string) => answerConsent(url, PERSON) };
      const { refreshed } = await replayAuthorization(target, shape);
      const result = await replaySession(target, shape, { authorization: `Bearer ${refreshed.access_token}` });
      assert.equal(result.isError ?? false, false);
      assert.ok(JSON.stringify(result).includes("uniqueVisitors"));
    });
  }

  test("once a public host was reached, the metadata announces documents", async () => {
    const metadata = await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).text();
    assert.equal(JSON.parse(metadata).client_id_metadata_document_supported, true);
  });
});
