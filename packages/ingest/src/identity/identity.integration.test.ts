import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { migrate, openDatabase, unseal } from "@heliometer/db";
import { NOON, SECRET_KEY, startServer, type TestServer } from "../testing/server.ts";
import { createIdentity } from "./identity.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
/** In one /16, each in a /24 of its own. */
const ADDRESSES = Array.from({ length: 60 }, (_, number) => `81.2.${number * 4}.${17 + number}`);

test("an id is the same for a visitor all day, on every node, and another one for anything else", async () => {
  const db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
  const [one, other] = [1, 2].map(() => createIdentity({ db, clock: () => NOON, secretKey: SECRET_KEY }));
  assert.ok(one && other);
  const visitor = { projectId: "p", address: "81.2.69.160", userAgent: AGENT, now: NOON };
  const id = await one.visitorIdOf(visitor);
  assert.match(id, /^[0-9a-f]{32}$/);
  const same = [{}, { now: NOON + 11 * HOUR_MS }, { address: "81.2.69.7" }, { address: "::ffff:81.2.69.160" }];
  for (const change of same) assert.equal(await other.visitorIdOf({ ...visitor, ...change }), id);
  const others = [{ projectId: "q" }, { address: "81.2.70.160" }, { userAgent: "x" }, { now: NOON + DAY_MS }];
  for (const change of others) assert.notEqual(await other.visitorIdOf({ ...visitor, ...change }), id);
  const network = (address: string) => one.visitorIdOf({ ...visitor, address });
  assert.equal(await network("2001:db8:1::1"), await network("2001:0db8:0001:ffff::2"));
  assert.notEqual(await network("2001:db8:1::1"), await network("2001:db8:2::1"));
  await db.destroy();
});

test("a salt is made once, whichever node comes first, and is gone 36 hours after its day began", async () => {
  const db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
  let now = NOON;
  const nodes = Array.from({ length: 8 }, () => createIdentity({ db, clock: () => now, secretKey: SECRET_KEY }));
  const visitor = { projectId: "p", address: "81.2.69.160", userAgent: AGENT, now };
  const ids = await Promise.all(nodes.map((node) => node.visitorIdOf(visitor)));
  assert.equal(new Set(ids).size, 1);
  const count = async () => (await db.selectFrom("visitor_salts").select("day").execute()).length;
  assert.equal(await count(), 1);
  now = NOON + DAY_MS - 1;
  await nodes[0]?.sweep();
  assert.equal(await count(), 1);
  now = NOON + DAY_MS;
  await nodes[0]?.sweep();
  assert.equal(await count(), 0);
  await db.destroy();
});

test("after the salt is gone no file holds an address, and no id of a known agent can be found by trying a whole /16", async () => {
  let now = NOON;
  const server = await startServer({ clock: () => now, trustedProxies: 1 });
  for (const address of ADDRESSES) {
    const answer = await server.post(
      "/api/t/e",
      { path: "/", hostname: "shop.example.com" },
      { "user-agent": AGENT, "x-forwarded-for": address },
    );
    assert.equal(answer.status, 200);
  }
  const rows = await server.rows("select distinct visitor_id from events");
  assert.equal(rows.length, ADDRESSES.length);
  const stored = new Set(rows.map((row) => String(row.visitor_id)));
  // The attack works while the salt is there: otherwise the rest of this test would show nothing.
  assert.equal(await tryNetwork(server, stored), ADDRESSES.length);
  now = NOON + DAY_MS;
  await server.ingest.sweepSalts();
  assert.equal(await tryNetwork(server, stored), 0);
  await server.ingest.settle();
  await assertNoAddress(server);
  await server.store.close();
  await assertNoAddress(server);
  await server.close();
});

/** With every salt that can be opened in any file, and the keys that lie about: how many of the ids are found. */
async function tryNetwork(server: TestServer, stored: ReadonlySet<string>): Promise<number> {
  const salts = [...(await findSalts(server)), Buffer.from(SECRET_KEY), Buffer.alloc(32), Buffer.alloc(0)];
  const found = new Set<string>();
  for (const salt of salts) {
    for (let third = 0; third < 256; third += 1) {
      const known = JSON.stringify([server.projectId, `81.2.${third}`, AGENT]);
      const id = createHmac("sha256", salt).update(known).digest("hex").slice(0, 32);
      const hashed = storedId(server.projectId, id);
      if (stored.has(hashed)) found.add(hashed);
    }
  }
  return found.size;
}

/** How the event store keeps an id: the first 8 bytes of SHA-256. */
function storedId(projectId: string, id: string): string {
  return String(createHash("sha256").update(`${projectId}\u0000${id}`).digest().readBigInt64BE());
}

async function findSalts(server: TestServer): Promise<Buffer[]> {
  const days = [Math.floor(NOON / DAY_MS) - 1, Math.floor(NOON / DAY_MS), Math.floor(NOON / DAY_MS) + 1];
  const salts: Buffer[] = [];
  for (const { text } of await readFiles(server.directory)) {
    for (const [sealed] of text.matchAll(/v1\.[\w-]{16}\.[\w-]{22}\.[\w-]{58}/g)) {
      for (const day of days) {
        try {
          const salt = unseal({ secretKey: SECRET_KEY, name: `visitor-salt ${day}` }, sealed);
          salts.push(Buffer.from(salt, "base64url"));
        } catch {
          // Something else that is sealed, or cut off.
        }
      }
    }
  }
  return salts;
}

async function assertNoAddress({ directory, log }: TestServer): Promise<void> {
  const files = await readFiles(directory);
  assert.ok(files.some(({ name }) => name.endsWith("events.duckdb")));
  for (const address of ADDRESSES) {
    const parts = address.split(".").map(Number);
    const binary = Buffer.from(parts).toString("latin1");
    for (const { name, text } of files) {
      assert.ok(!text.includes(address), `${address} stands in ${name}`);
      assert.ok(!text.includes(`${binary}\0\0`), `${address} stands in ${name} as a number`);
    }
    for (const line of log) assert.ok(!line.includes(address), line);
  }
}

async function readFiles(directory: string) {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(name, "latin1") })));
}
