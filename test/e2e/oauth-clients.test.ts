import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { answerConsent } from "@heliometer/oauth/testing";
import { Client as ClassicClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as ClassicTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { callTool, createModern } from "../support/clients.ts";
import { startDemo } from "../support/demo.ts";
import { startProgram } from "../support/interactive-program.ts";
import { RecordingProvider } from "../support/oauth-provider.ts";
import { removeDirectory, type StartedProduct, temporaryDirectory } from "../support/product.ts";

const CALLBACK = "http://localhost:53214/callback";
const inspector = fileURLToPath(import.meta.resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js"));
const mcpRemote = fileURLToPath(import.meta.resolve("mcp-remote/dist/proxy.js"));

suite("real clients sign in by OAuth", () => {
  const home = temporaryDirectory();
  let product: StartedProduct;
  before(async () => {
    product = await startDemo({ env: { MCP_CALLS_PER_MINUTE: "0" } });
  });
  after(async () => {
    await product.stop();
    removeDirectory(product.dataDirectory);
    removeDirectory(home);
  });

  /** What the person's browser brings back to a client that was sent away. */
  async function returned(provider: RecordingProvider): Promise<URLSearchParams> {
    const { searchParams } = await answerConsent(String(provider.authorizationUrl), product.demo());
    assert.equal(searchParams.get("state"), provider.sentState);
    assert.equal(searchParams.get("iss"), product.origin);
    return searchParams;
  }

  test("the SDK's 1.x client connects, renews a token that ended, and begins anew when it cannot be renewed", async () => {
    const provider = new RecordingProvider(CALLBACK, "Classic client");
    const open = async () => {
      const client = new ClassicClient({ name: "classic-test", version: "1.0.0" });
      const transport = new ClassicTransport(new URL(product.mcpUrl), { authProvider: provider });
      const connect = () => client.connect(transport as Parameters<ClassicClient["connect"]>[0]);
      return { client, transport, connect };
    };
    const first = await open();
    await assert.rejects(first.connect(), /Unauthorized/);
    await first.transport.finishAuth((await returned(provider)).get("code") ?? "");
    const second = await open();
    await second.connect();
    assert.equal((await callTool(second.client, "get_analytics")).isError, false);

    provider.savedTokens = { ...tokensOf(provider), access_token: "ended" };
    assert.equal((await callTool(second.client, "get_analytics")).isError, false);
    assert.notEqual(tokensOf(provider).access_token, "ended");

    provider.savedTokens = { access_token: "ended", token_type: "Bearer", refresh_token: "unknown" };
    provider.authorizationUrl = null;
    await assert.rejects(callTool(second.client, "get_analytics"));
    assert.ok(provider.authorizationUrl, "The client went to the authorization page again.");
    await second.client.close();
  });

  for (const method of ["none", "client_secret_basic", "client_secret_post"]) {
    test(`the 2.x client connects with ${method}, renews a token that ended, and begins anew`, async () => {
      const provider = new RecordingProvider(CALLBACK, "Modern client", method);
      const { client, createTransport } = createModern(product.mcpUrl, { provider });
      const first = createTransport();
      await assert.rejects(client.connect(first), /Unauthorized|authoriz/i);
      await first.finishAuth(await returned(provider));
      await client.connect(createTransport());
      assert.equal((await callTool(client, "get_analytics")).isError, false);

      provider.savedTokens = { ...tokensOf(provider), access_token: "ended" };
      assert.equal((await callTool(client, "get_analytics")).isError, false);
      assert.notEqual(tokensOf(provider).access_token, "ended");

      provider.savedTokens = { access_token: "ended", token_type: "Bearer", refresh_token: "unknown" };
      provider.authorizationUrl = null;
      await assert.rejects(callTool(client, "get_analytics"));
      assert.ok(provider.authorizationUrl, "The client went to the authorization page again.");
      await client.close();
    });
  }

  test("mcp-remote signs in through a browser and passes a tool call on", async () => {
    const client = new ClassicClient({ name: "stdio-test", version: "1.0.0" });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [mcpRemote, product.mcpUrl, "--allow-http", "--transport", "http-only"],
      env: { PATH: process.env.PATH ?? "", HOME: home, MCP_REMOTE_CONFIG_DIR: home },
      stderr: "pipe",
    });
    const signedIn = new Promise<void>((resolve, reject) => {
      let text = "";
      transport.stderr?.on("data", (chunk: Buffer) => {
        const known = text.includes("/oauth/authorize?");
        text += chunk.toString();
        const url = /http:\S+\/oauth\/authorize\?\S+(?=\s)/.exec(text)?.[0];
        if (known || url === undefined) return;
        answerConsent(url, product.demo())
          .then((callback) => fetch(callback))
          .then(() => resolve(), reject);
      });
    });
    await Promise.all([client.connect(transport), signedIn]);
    assert.equal((await callTool(client, "get_analytics")).isError, false);
    await client.close();
  });

  test("the Inspector's command line signs in through a browser and calls a tool", async () => {
    const ownHome = join(home, "inspector");
    mkdirSync(ownHome);
    const call = ["--method", "tools/call", "--tool-name", "get_analytics", "--tool-arg", "period=last_7_days"];
    const command = ["--cli", "--server-url", product.mcpUrl, "--transport", "http", "--format", "json", ...call];
    const env = { HOME: ownHome, MCP_AUTO_OPEN_ENABLED: "true" };
    const run = startProgram([process.execPath, inspector, ...command], { env });
    const [url] = await run.waitFor(/http:\S+\/oauth\/authorize\?\S+(?=\s)/);
    const callback = await answerConsent(url, product.demo());
    await fetch(callback);
    assert.equal(await run.ended, 0, run.output());
    assert.match(run.output(), /uniqueVisitors/);
  });
});

function tokensOf({ savedTokens }: RecordingProvider) {
  assert.ok(savedTokens);
  return savedTokens;
}
