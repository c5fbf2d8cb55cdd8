import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { InteractionDetails } from "./index.ts";
import { openBrowser } from "./testing/browser.ts";
import { detailsAt, locationOf } from "./testing/client.ts";
import { CLIENT_SHAPES } from "./testing/client-shapes.ts";
import { openPublicInternet, type PublicInternet } from "./testing/public-internet.ts";
import { type ReplayTarget, replayAuthorization } from "./testing/replay.ts";
import { PROJECTS, startServer, type TestServer, USERS } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

describe("clients in practice", () => {
  let internet: PublicInternet;
  let server: TestServer;
  before(async () => {
    internet = await openPublicInternet();
    server = await startServer({ clientDocuments: "on", network: internet });
  });
  after(async () => {
    await server.close();
    await internet.close();
  });

  let details: InteractionDetails;
  /** Signs in at the test's own pages and approves everything. */
  async function approve(authorizationUrl: string): Promise<URL> {
    const browser = openBrowser();
    const page = locationOf(await browser.get(authorizationUrl));
    const signedIn = locationOf(await browser.post(`${page}/sign-in`, { userId: USERS.ada }));
    const consent = locationOf(await browser.get(signedIn));
    details = await detailsAt(browser, consent);
    const decision = { userId: USERS.ada, scopes: details.scopes, projectIds: [PROJECTS.shop] };
    const resume = locationOf(await browser.post(`${consent}/grant`, decision));
    return new URL(locationOf(await browser.get(resume)));
  }

  for (const shape of CLIENT_SHAPES) {
    test(`${shape.name} connects and refreshes`, async () => {
      if ("document" in shape.identity) internet.serve(shape.identity.document.client_id, shape.identity.document);
      const target: ReplayTarget = { origin: server.origin, approve };
      // This server has no MCP endpoint: what it answers is replayed against the whole product.
      const discovery = shape.discovery.filter(([path]) => !path.startsWith("/api/") && path !== "MCP");

      const { registration, refreshed } = await replayAuthorization(target, { ...shape, discovery });

      assert.equal(details.client.isLocalApp, !shape.redirectUri.startsWith("https:"));
      assert.equal((await lookUp(server, String(refreshed.access_token)))?.audience, `${server.origin}/api/v1/mcp`);
      if (!registration) return;
      assert.equal(registration.application_type, shape.applicationType);
      assert.equal("client_secret" in registration, shape.auth !== "none");
    });
  }
});
