import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { NotFound } from "@heliometer/core";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { authenticateSession } from "../sessions/authenticate.ts";
import { CHEAP_PASSWORDS } from "../testing/index.ts";
import { assertInvalid } from "../testing/refusals.ts";
import { completeSetup } from "./complete.ts";
import { isUnused, offerSetup, requireSetup } from "./link.ts";

const DAY_MS = 86_400_000;
const WHO = { email: "ada@example.com", name: "Ada", password: "seven quiet harbours", organization: "Ada’s shop" };

let db: Database;
let now = 1_800_000_000_000;
const stores = () => ({ db, clock: () => now, passwordCost: CHEAP_PASSWORDS });

before(async () => {
  db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
});
after(() => db.destroy());
beforeEach(async () => {
  await db.deleteFrom("users").execute();
  await db.deleteFrom("organizations").execute();
});

async function offer(): Promise<string> {
  return (await offerSetup(stores()))?.token ?? "";
}

test("the link makes the first account, an operator with an organization, and signs it in", async () => {
  const { session } = await completeSetup(stores(), { ...WHO, token: await offer() });
  const user = await authenticateSession(stores(), session.secret);
  assert.equal(user?.email, WHO.email);
  const stored = await db.selectFrom("users").select("is_operator").executeTakeFirstOrThrow();
  assert.equal(stored.is_operator, 1);
  const organization = await db.selectFrom("organizations").select(["name", "plan"]).executeTakeFirstOrThrow();
  assert.deepEqual({ ...organization }, { name: WHO.organization, plan: "starter" });
});

test("the store keeps a hash of the link, never the link", async () => {
  const token = await offer();
  const rows = await db.selectFrom("settings").selectAll().execute();
  assert.ok(rows.some(({ name }) => name === "setup.link"));
  assert.ok(!JSON.stringify(rows).includes(token));
});

test("the link works once, also when it is used twice at the same time", async () => {
  const token = await offer();
  const both = await Promise.allSettled([
    completeSetup(stores(), { ...WHO, token }),
    completeSetup(stores(), { ...WHO, token, email: "eve@example.com" }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  await assert.rejects(completeSetup(stores(), { ...WHO, token }), NotFound);
  assert.equal((await db.selectFrom("users").selectAll().execute()).length, 1);
});

test("the link ends after a day, and a new one ends the old one", async () => {
  const old = await offer();
  const fresh = await offer();
  await assert.rejects(requireSetup(stores(), old), NotFound);
  await requireSetup(stores(), fresh);
  now += DAY_MS;
  await assert.rejects(requireSetup(stores(), fresh), NotFound);
});

test("where somebody has an account there is no link, and one that was left over opens nothing", async () => {
  const token = await offer();
  await completeSetup(stores(), { ...WHO, token });
  assert.equal(await isUnused({ db }), false);
  assert.equal(await offerSetup(stores()), null);
  await assert.rejects(requireSetup(stores(), token), NotFound);
  await assert.rejects(requireSetup(stores(), ""), NotFound);
});

test("a short password and a wrong address are refused with the field, and the link stays good", async () => {
  const token = await offer();
  await assertInvalid(completeSetup(stores(), { ...WHO, token, password: "short" }), {
    field: "password",
    rule: /at least 10/,
  });
  await assertInvalid(completeSetup(stores(), { ...WHO, token, email: "ada" }), {
    field: "email",
    rule: /e-mail/,
    received: "ada",
    example: { email: "ada@example.com" },
  });
  await completeSetup(stores(), { ...WHO, token });
});
