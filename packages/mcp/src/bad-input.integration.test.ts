import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, suite, test } from "node:test";
import { classicRequest, envelope, type HttpAnswer, MODERN_VERSION, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const PING = classicRequest("ping", {}, 5);
const ACCEPT = "application/json, text/event-stream";

suite("bad input", () => {
  let product: TestProduct;
  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    send(product.mcpUrl, { body, headers: { "x-api-key": product.keys.read, ...headers } });
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  const call = modernRequest("tools/call", { name: "get_analytics", arguments: {} });
  const { "mcp-protocol-version": _version, ...withoutVersion } = call.headers;
  const { "mcp-method": _method, ...withoutMethod } = call.headers;
  const { "mcp-name": _name, ...withoutName } = call.headers;
  const classicCall = classicRequest("tools/call", { name: "get_analytics", arguments: {} });
  const combinations: Record<string, { headers: Record<string, string>; body: object; code: number }> = {
    "an envelope without the version header": { headers: withoutVersion, body: call.body, code: -32020 },
    "an envelope without the method header": { headers: withoutMethod, body: call.body, code: -32020 },
    "an envelope without the name header": { headers: withoutName, body: call.body, code: -32020 },
    "another method in the header": {
      headers: { ...call.headers, "mcp-method": "tools/list" },
      body: call.body,
      code: -32020,
    },
    "another name in the header": {
      headers: { ...call.headers, "mcp-name": "get_events" },
      body: call.body,
      code: -32020,
    },
    "an older revision in the header than in the body": {
      headers: { ...call.headers, "mcp-protocol-version": "2025-11-25" },
      body: call.body,
      code: -32020,
    },
    "the newest revision in the header and no envelope": { headers: call.headers, body: classicCall, code: -32602 },
    "a revision that does not exist, in both places": {
      headers: { ...call.headers, "mcp-protocol-version": "2030-01-01" },
      body: { ...call.body, params: { ...call.body.params, _meta: envelope("2030-01-01") } },
      code: -32022,
    },
  };
  for (const [what, { headers, body, code }] of Object.entries(combinations)) {
    test(`${what} is answered with 400 and ${code}`, async () => {
      const answer = await ask(body, headers);
      assert.deepEqual([answer.status, answer.json.error?.code], [400, code], answer.text);
    });
  }

  test("a batch is answered with 400 and -32600 in every revision but 2025-03-26", async () => {
    for (const version of ["2025-06-18", "2025-11-25", MODERN_VERSION]) {
      const { status, json } = await ask([PING], { "mcp-protocol-version": version, "mcp-method": "ping" });
      assert.deepEqual([status, json.error?.code], [400, -32600], version);
    }
  });

  test("an id of 200,000 characters is served and comes back, and an error does not repeat it", async () => {
    const id = "i".repeat(200_000);
    const served = await ask(classicRequest("ping", {}, id));
    assert.deepEqual([served.status, served.json.id], [200, id]);
    const refused = await ask(classicRequest("ping", {}, id), { origin: "https://evil.example" });
    assert.deepEqual([refused.status, refused.json.id], [403, null]);
  });

  test("ids that JSON-RPC does not have are answered with 400 and -32600", async () => {
    for (const id of [{ a: 1 }, [1], true]) {
      const { status, json } = await ask({ ...PING, id });
      assert.deepEqual([status, json.error?.code], [400, -32600], JSON.stringify(id));
    }
  });

  test("arguments of a megabyte are answered with 413 and -32600", async () => {
    const large = classicRequest("tools/call", { name: "get_analytics", arguments: { period: "x".repeat(1_000_000) } });
    const { status, json } = await ask(large);
    assert.deepEqual([status, json.error?.code], [413, -32600]);
  });

  test("arguments of a hundred kilobytes are refused by a short answer that names the field", async () => {
    const { json, text: body } = await ask(
      classicRequest("tools/call", { name: "get_analytics", arguments: { period: "x".repeat(100_000) } }),
    );
    assert.equal(json.result?.isError, true);
    assert.ok(body.length < 4_000, String(body.length));
    assert.match(body, /period/);
  });

  test("deep nesting is answered with 400 and -32600", async () => {
    const open =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_analytics","arguments":{"filters":';
    const { status, json } = await ask(`${open}${"[".repeat(20_000)}${"]".repeat(20_000)}}}}`);
    assert.deepEqual([status, json.error?.code], [400, -32600]);
  });

  test("an unknown tool is answered with -32602 in both eras", async () => {
    const modern = modernRequest("tools/call", { name: "drop_table", arguments: {} });
    const classic = classicRequest("tools/call", { name: "drop_table", arguments: {} });
    assert.equal((await ask(modern.body, modern.headers)).json.error?.code, -32602);
    assert.equal((await ask(classic)).json.error?.code, -32602);
  });

  test("an unknown method is answered with 404 and -32601, in the handshake era with -32601", async () => {
    const modern = modernRequest("tables/drop");
    const answer = await ask(modern.body, modern.headers);
    assert.deepEqual([answer.status, answer.json.error?.code], [404, -32601]);
    assert.equal((await ask(classicRequest("tables/drop"))).json.error?.code, -32601);
  });

  test("names of tools that every object has are unknown", async () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      const { json } = await ask(classicRequest("tools/call", { name, arguments: {} }));
      assert.equal(json.error?.code, -32602, name);
    }
  });

  test("a wrong content type is answered with 415 and -32600", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const { status, json } = await ask(JSON.stringify(PING), { "content-type": type });
      assert.deepEqual([status, json.error?.code], [415, -32600], type);
    }
  });

  test("a credential that stands twice is nobody's, whether the two are equal or not", async () => {
    const { read, full } = product.keys;
    const twice: string[][] = [
      ["x-api-key", read, "x-api-key", full],
      ["x-api-key", read, "x-api-key", read],
      ["authorization", `Bearer ${read}`, "authorization", `Bearer ${full}`],
    ];
    for (const headers of twice) {
      const { status } = await sendRaw(product.mcpUrl, { headers, body: PING });
      assert.equal(status, 401, headers.join(" "));
    }
  });

  test("protocol headers that stand twice count once when they agree, and are refused with 400 when they do not", async () => {
    const credential = ["x-api-key", product.keys.read];
    const version = (...values: string[]) => values.flatMap((value) => ["mcp-protocol-version", value]);
    const same = await sendRaw(product.mcpUrl, {
      headers: [...credential, ...version("2025-06-18", "2025-06-18")],
      body: PING,
    });
    const different = await sendRaw(product.mcpUrl, {
      headers: [...credential, ...version("2025-06-18", "2025-11-25")],
      body: PING,
    });
    assert.deepEqual([same.status, different.status], [200, 400]);
    const names = Object.entries(call.headers).flat();
    const named = await sendRaw(product.mcpUrl, {
      headers: [...credential, ...names, "mcp-name", "get_events"],
      body: call.body,
    });
    assert.deepEqual([named.status, named.json.error?.code], [400, -32020]);
  });

  test("a foreign Host is answered with 403; the own name, listed ones, addresses and names without a dot pass", async () => {
    const headersOf = (host: string) => ["x-api-key", product.keys.read, "host", host];
    for (const host of ["evil.example", "localhost.evil.example:3000", "127.0.0.1.evil.example", "a@evil.example"]) {
      const { status, json } = await sendRaw(product.mcpUrl, { headers: headersOf(host), body: PING });
      assert.deepEqual([status, json.error?.data], [403, { reason: "host" }], host);
    }
    const good = ["localhost:3000", "analytics.internal.example", "127.0.0.1:80", "[::1]:3000", "heliometer:3000"];
    for (const host of good) {
      assert.equal((await sendRaw(product.mcpUrl, { headers: headersOf(host), body: PING })).status, 200, host);
    }
  });

  test("a request that breaks off in its body leaves the endpoint answering", async () => {
    const { hostname, port } = new URL(product.mcpUrl);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /api/v1/mcp HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${product.keys.read}\r\n` +
        'content-type: application/json\r\ncontent-length: 500\r\n\r\n{"jsonrpc":',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    assert.equal((await ask(PING)).status, 200);
    assert.ok(product.logged.every(({ level }) => Number(level) < 50));
  });
});

/** A request with headers exactly as they are given, repeated ones and Host included. */
async function sendRaw(url: string, { headers, body }: { headers: string[]; body: unknown }) {
  const hasHost = headers.includes("host");
  const all = [
    ...(hasHost ? [] : ["host", "localhost"]),
    ...["accept", ACCEPT, "content-type", "application/json", ...headers],
  ];
  const { promise, resolve, reject } = Promise.withResolvers<Pick<HttpAnswer, "status" | "json">>();
  const sent = JSON.stringify(body);
  const outgoing = request(
    url,
    { method: "POST", headers: [...all, "content-length", String(Buffer.byteLength(sent))] },
    (incoming) => {
      text(incoming).then(
        (received) => resolve({ status: incoming.statusCode ?? 0, json: received ? JSON.parse(received) : {} }),
        reject,
      );
    },
  );
  outgoing.on("error", reject);
  outgoing.end(sent);
  return promise;
}
