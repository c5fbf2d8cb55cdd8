import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openPublicInternet, type PublicInternet, sendJson } from "../testing/public-internet.ts";
import { guardedFetch } from "./guarded-fetch.ts";

describe("reading JSON from an address that a stranger chose", () => {
  let internet: PublicInternet;
  before(async () => {
    internet = await openPublicInternet();
  });
  after(() => internet.close());

  const ADDRESS = "https://app.example.com/client.json";

  function read(address = ADDRESS) {
    return guardedFetch(address, { network: internet, bytesMax: 5 * 1024, deadlineMs: 500 });
  }

  test("a document of a public host is read over TLS, from the address that was checked", async () => {
    internet.serve(ADDRESS, sendJson({ fine: true }, { "cache-control": "public, max-age=120" }));
    assert.deepEqual(await read(), { value: { fine: true }, maxAgeSeconds: 120 });
    assert.equal(internet.connections.at(-1), "9.9.9.9:443");
  });

  for (const [what, addresses] of [
    ["loopback", ["127.0.0.1"]],
    ["IPv6 loopback", ["::1"]],
    ["a private network", ["10.1.2.3"]],
    ["a private network beside a public address", ["9.9.9.9", "192.168.1.1"]],
    ["instance metadata", ["169.254.169.254"]],
    ["Azure's host agent", ["168.63.129.16"]],
    ["a carrier's shared network", ["100.100.100.200"]],
    ["IPv4 in IPv6 clothes", ["::ffff:127.0.0.1"]],
    ["IPv4 in hexadecimal IPv6 clothes", ["::ffff:7f00:1"]],
    ["NAT64", ["64:ff9b::7f00:1"]],
    ["6to4", ["2002:7f00:1::"]],
    ["Teredo", ["2001:0:7f00:1::"]],
    ["a unique local address", ["fd00:ec2::254"]],
    ["a site-local address", ["fec0::1"]],
    ["a link-local address with an interface", ["fe80::1%eth0"]],
    ["no address at all", []],
  ] as const) {
    test(`a name of ${what} is refused before anything is connected`, async () => {
      internet.name("other.example.com", [...addresses]);
      const before = internet.connections.length;
      await assert.rejects(read("https://other.example.com/x"), { name: "FetchRefused" });
      assert.equal(internet.connections.length, before);
    });
  }

  test("a name that changes its address after the check is connected at the checked one", async () => {
    let asked = 0;
    const rebinding = {
      ...internet,
      resolve: async () => {
        asked += 1;
        return asked === 1 ? ["9.9.9.9"] : ["127.0.0.1"];
      },
    };
    internet.serve("https://rebind.example.com/x", { fine: true });
    await guardedFetch("https://rebind.example.com/x", { network: rebinding, bytesMax: 100 });
    assert.deepEqual([asked, internet.connections.at(-1)], [1, "9.9.9.9:443"]);
  });

  test("a redirect is an answer like any other that is not 200", async () => {
    internet.serve(ADDRESS, (_request, response) => {
      response.writeHead(302, { location: "https://other.example.com/" }).end();
    });
    const before = internet.connections.length;
    await assert.rejects(read(), /answered with status 302/);
    assert.equal(internet.connections.length, before + 1);
  });

  test("a document above the limit is refused, whatever length it declares", async () => {
    internet.serve(ADDRESS, { text: "x".repeat(6_000) });
    await assert.rejects(read(), /larger than 5120 bytes/);
    internet.serve(ADDRESS, (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const endless = setInterval(() => response.write("[".repeat(1_000)), 1);
      response.once("close", () => clearInterval(endless));
    });
    await assert.rejects(read(), /larger than 5120 bytes/);
  });

  test("what is not JSON, or says it is not, is refused", async () => {
    internet.serve(ADDRESS, sendJson({}, { "content-type": "text/html" }));
    await assert.rejects(read(), /did not answer with JSON/);
    internet.serve(ADDRESS, sendJson({}, { "content-encoding": "gzip" }));
    await assert.rejects(read(), /encoding/);
    internet.serve(ADDRESS, (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end("{");
    });
    await assert.rejects(read(), /not JSON/);
  });

  test("a host that is slow to answer, to connect or to be found costs no more than the deadline", async () => {
    const startedAt = performance.now();
    internet.serve(ADDRESS, () => undefined);
    await assert.rejects(read(), /took too long/);
    internet.serve(ADDRESS, (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const dripping = setInterval(() => response.write(" "), 50);
      response.once("close", () => clearInterval(dripping));
    });
    await assert.rejects(read(), /took too long/);
    const never = { ...internet, resolve: () => new Promise<string[]>(() => undefined) };
    await assert.rejects(guardedFetch(ADDRESS, { network: never, bytesMax: 100, deadlineMs: 500 }), /took too long/);
    assert.ok(performance.now() - startedAt < 10_000);
  });

  test("a certificate of another name, or of nobody that is trusted, is refused", async () => {
    internet.name("not-in-the-certificate.example", ["9.9.9.9"]);
    await assert.rejects(read("https://not-in-the-certificate.example/x"), /ERR_TLS_CERT_ALTNAME_INVALID/);
    const { ca: _, ...untrusting } = internet;
    await assert.rejects(guardedFetch(ADDRESS, { network: untrusting, bytesMax: 100 }), /SELF_SIGNED|UNABLE_TO_VERIFY/);
  });

  for (const address of [
    "http://app.example.com/x",
    "https://app.example.com:8443/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
  ]) {
    test(`${address} is not read`, async () => {
      const before = internet.connections.length;
      await assert.rejects(read(address), { name: "FetchRefused" });
      assert.equal(internet.connections.length, before);
    });
  }
});
