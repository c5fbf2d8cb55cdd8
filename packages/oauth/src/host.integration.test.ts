import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { authorizeUrl, newVerifier, registerClient } from "./testing/client.ts";
import { startServer, type TestServer, USERS } from "./testing/server.ts";

const PUBLIC_URL = "https://stats.example";

describe("behind a public address", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ publicUrl: new URL(`${PUBLIC_URL}/some/path?query`) });
  });
  after(() => server.close());

  /** A request with forged headers and a request line of one's choice, which `fetch` would not send. */
  function forge(target: string, { method = "GET", headers = {}, body = "" } = {}) {
    const url = new URL(server.origin);
    return new Promise<{ status: number; location: string; cookies: string[]; text: string }>((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port: url.port,
        path: target,
        method,
        headers: {
          host: "evil.example",
          "x-forwarded-host": "evil.example",
          "x-forwarded-proto": "http",
          forwarded: "host=evil.example;proto=http",
          ...headers,
        },
      };
      const sent = request(options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location ?? "",
            cookies: response.headers["set-cookie"] ?? [],
            text,
          }),
        );
      });
      sent.on("error", reject).end(body);
    });
  }

  test("forged hosts change nothing in the metadata", async () => {
    for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]) {
      const { text } = await forge(path);

      assert.doesNotMatch(text, /evil/);
      const metadata = JSON.parse(text);
      assert.equal(metadata.issuer, PUBLIC_URL);
      assert.equal(metadata.authorization_endpoint, `${PUBLIC_URL}/oauth/authorize`);
      assert.equal(metadata.token_endpoint, `${PUBLIC_URL}/oauth/token`);
    }
  });

  test("forged hosts change nothing on the way through an authorization, not even in the request line", async () => {
    const client = await registerClient(server);
    const extra = { resource: `${PUBLIC_URL}/api/v1/mcp` };
    const { search } = new URL(authorizeUrl(server, { client, extra }, newVerifier().challenge));

    for (const target of [`/oauth/authorize${search}`, `http://evil.example/oauth/authorize${search}`]) {
      const started = await forge(target);
      assert.match(started.location, /^\/connect\/[\w-]+$/);
      assert.ok(started.cookies.length > 0);
      for (const cookie of started.cookies) {
        assert.match(cookie, /; secure/i);
        assert.match(cookie, /; httponly/i);
        assert.match(cookie, /; samesite=lax/i);
        assert.doesNotMatch(cookie, /evil/);
      }
      const resumed = await forge(`${started.location}/sign-in`, {
        method: "POST",
        body: JSON.stringify({ userId: USERS.ada }),
        headers: {
          "content-type": "application/json",
          cookie: started.cookies.map((each) => each.split(";", 1)[0]).join("; "),
        },
      });
      assert.ok(resumed.location.startsWith(`${PUBLIC_URL}/oauth/authorize/`), resumed.text);
    }
  });
});
