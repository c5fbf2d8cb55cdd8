import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { Client } from "pg";
import { inDirectory, packagedDirectory } from "./binaries.ts";
import { startCluster } from "./cluster.ts";

describe("a throw-away Postgres", () => {
  test("runs from the npm package too, and its directory goes when it stops", async () => {
    const cluster = await startCluster(inDirectory(packagedDirectory()));
    const url = cluster.urlOf("postgres");
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      const { rows } = await client.query("select 1 as one");
      assert.deepEqual(rows, [{ one: 1 }]);
      await client.end();
    } finally {
      await cluster.stop();
    }
    assert.equal(existsSync(new URL(url).searchParams.get("host") ?? ""), false);
  });

  test("a server that cannot start is reported, and leaves nothing running", async () => {
    await assert.rejects(startCluster({ initdb: "/bin/true", postgres: "/bin/false" }), /Postgres did not start/);
  });
});
