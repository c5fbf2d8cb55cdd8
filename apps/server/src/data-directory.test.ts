import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Conflict } from "@heliometer/core";
import { lockDataDirectory, secretKeyOf } from "./data-directory.ts";

const base = mkdtempSync(join(tmpdir(), "heliometer-directory-"));
after(() => rmSync(base, { recursive: true, force: true }));

test("the directory is made for its owner alone, held by one, and free after release", () => {
  const path = join(base, "deep", "data");
  const held = lockDataDirectory(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.throws(
    () => lockDataDirectory(path),
    (error) => error instanceof Conflict && error.message.includes(String(process.pid)),
  );
  held.release();
  lockDataDirectory(path).release();
});

test("the instance's key is made once, readable by its owner alone, and a given key wins", () => {
  const path = join(base, "keys");
  lockDataDirectory(path).release();
  const made = secretKeyOf(null, path);
  assert.equal(secretKeyOf(null, path), made);
  assert.equal(statSync(join(path, "secret.key")).mode & 0o777, 0o600);
  assert.equal(secretKeyOf("given", path), "given");
});
