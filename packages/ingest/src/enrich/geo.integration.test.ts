import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeMmdb } from "../testing/mmdb.ts";
import { startServer } from "../testing/server.ts";
import { NOWHERE, openGeo } from "./geo.ts";

test("the file that comes along knows countries, of both kinds of addresses", async () => {
  const find = await openGeo(null, assert.fail);
  const country = (address: string) => find(address).country;
  assert.deepEqual(["8.8.8.8", "193.99.144.80", "::ffff:193.99.144.80", "2a02:2e0:3fe:1001:302::1"].map(country), [
    "US",
    "DE",
    "DE",
    "DE",
  ]);
});

test("addresses of this machine, of houses and offices, and what is no address are nowhere", async () => {
  const find = await openGeo(null, assert.fail);
  const addresses = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "0.0.0.0"];
  const others = ["::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2001:db8::1", "", "junk", "1.2.3"];
  for (const address of [...addresses, ...others]) assert.deepEqual(find(address), NOWHERE, address);
});

test("a file of one's own tells region and city, in MaxMind's shape and in a flat one", async () => {
  await using place = await openFolder();
  const nested = {
    country: { iso_code: "fr" },
    subdivisions: [{ names: { en: "Île-de-France", fr: "Île-de-France" } }],
    city: { names: { en: "Paris" } },
  };
  const flat = { country_code: "GB", state1: "England", city: "London" };
  await writeFile(place.file, writeMmdb({ "81.2.69.0/24": nested, "5.6.0.0/16": flat, "7.0.0.0/8": { country: 3 } }));
  const find = await openGeo(place.file, assert.fail);
  assert.deepEqual(find("81.2.69.160"), { country: "FR", region: "Île-de-France", city: "Paris" });
  assert.deepEqual(find("5.6.7.8"), { country: "GB", region: "England", city: "London" });
  for (const address of ["81.2.70.1", "7.7.7.7", "2a02:2e0::1"]) assert.deepEqual(find(address), NOWHERE, address);
});

test("a file that is missing, broken or cut off is told once, and every place is unknown", async () => {
  await using place = await openFolder();
  const bundled = createRequire(import.meta.url).resolve(
    "@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb",
  );
  const whole = await readFile(bundled);
  const contents = [null, Buffer.alloc(0), Buffer.from("no database"), whole.subarray(0, 100_000)];
  for (const content of contents) {
    if (content) await writeFile(place.file, content);
    const problems: string[] = [];
    const find = await openGeo(place.file, (problem) => problems.push(problem));
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^Places are unknown: the file .*test\.mmdb .*GEOIP_DB/);
    assert.deepEqual(find("8.8.8.8"), NOWHERE);
  }
});

test("an event has the country of its sender, whom only trusted proxies may name", async () => {
  for (const [trustedProxies, country] of [
    [1, "DE"],
    [0, ""],
  ] as const) {
    const server = await startServer({ trustedProxies });
    const headers = { "x-forwarded-for": "8.8.8.8, 193.99.144.80" };
    const answer = await server.post("/api/t/e", { path: "/", visitorId: "v" }, headers);
    assert.equal(answer.status, 200);
    assert.deepEqual(await server.rows("select country, region, city from sessions"), [
      { country, region: "", city: "" },
    ]);
    await server.close();
  }
});

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), "heliometer-geo-"));
  return {
    file: join(folder, "test.mmdb"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
