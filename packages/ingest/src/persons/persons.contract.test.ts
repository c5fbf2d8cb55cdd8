import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { newId } from "@heliometer/core";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { startTestEngine, TEST_ENGINES, type TestEngine } from "@heliometer/db/testing";
import { findPersonById, findPersonOfVisitor } from "./find.ts";
import { findVisitorIds, forgetPersons } from "./forget.ts";
import { confirmMerges, type Identity, identify, type PersonStores } from "./identify.ts";

const AT_ONCE = 20;

for (const name of TEST_ENGINES) {
  describe(`persons on ${name}`, () => {
    let engine: TestEngine;
    let db: Database;
    /** A second process's connection to the same store; a SQLite file belongs to one. */
    let other: Database;
    before(async () => {
      engine = await startTestEngine(name);
      const place = await engine.createDatabase();
      db = await openDatabase(place);
      other = place.engine === "sqlite" ? db : await openDatabase(place);
      await migrate(db);
      await db.insertInto("organizations").values({ id: "o", name: "O", plan: "starter", created_at: 0 }).execute();
    });
    after(async () => {
      if (other !== db) await other.destroy();
      await db.destroy();
      await engine.close();
    });

    async function newProject() {
      const projectId = newId();
      const row = {
        id: projectId,
        organization_id: "o",
        name: "Site",
        domains: "[]",
        timezone: "UTC",
        currency: "USD",
      };
      await db
        .insertInto("projects")
        .values({ ...row, week_start: 1, mcp_enabled: 1, created_at: 0 })
        .execute();
      const stores = (of: Database): PersonStores => ({ db: of, clock: () => 1_000, secret: "the secret of the test" });
      const say = (identity: Omit<Identity, "projectId" | "traits"> & { traits?: string }, of = db) =>
        identify(stores(of), { traits: "", ...identity, projectId });
      return {
        projectId,
        say,
        confirm: (merges: Parameters<typeof confirmMerges>[1]) => confirmMerges(stores(db), merges),
      };
    }

    test("a user on two devices is one person, and the second device becomes the first one's visitor", async () => {
      const { projectId, say, confirm } = await newProject();
      const phone = await say({ visitorId: "phone", userId: "u1" });
      const laptop = await say({ visitorId: "laptop", userId: "u1" });
      assert.deepEqual([phone.visitorId, phone.conflict, phone.merges], ["phone", false, []]);
      assert.deepEqual([laptop.personId, laptop.visitorId, laptop.conflict], [phone.personId, "phone", false]);
      assert.deepEqual(laptop.merges, [{ projectId, from: "laptop", into: "phone" }]);
      const again = await say({ visitorId: "laptop", userId: "u1" });
      assert.deepEqual(again.merges, laptop.merges, "a merge that nobody has confirmed is told again");
      await confirm(laptop.merges);
      assert.deepEqual((await say({ visitorId: "laptop", userId: "u1" })).merges, []);
    });

    test("a second user in the same browser is another person under a new visitor id", async () => {
      const { say } = await newProject();
      const ann = await say({ visitorId: "shared", userId: "ann" });
      const bob = await say({ visitorId: "shared", userId: "bob" });
      assert.notEqual(bob.personId, ann.personId);
      assert.deepEqual([bob.conflict, bob.merges], [true, []]);
      assert.notEqual(bob.visitorId, "shared");
      const back = await say({ visitorId: bob.visitorId, userId: "bob" });
      assert.deepEqual([back.visitorId, back.conflict], [bob.visitorId, false]);
      const annAgain = await say({ visitorId: bob.visitorId, userId: "ann" });
      assert.deepEqual([annAgain.visitorId, annAgain.conflict], ["shared", true]);
    });

    test("who was known by e-mail alone becomes the user, on both devices", async () => {
      const { projectId, say } = await newProject();
      const reader = await say({ visitorId: "tablet", email: "Ann@Example.com " });
      const user = await say({ visitorId: "laptop", userId: "ann", email: "ann@example.com" });
      assert.deepEqual([user.personId, user.visitorId], [reader.personId, "tablet"]);
      await say({ visitorId: "phone", userId: "bob" });
      await say({ visitorId: "kiosk", email: "bob@example.com" });
      const bob = await say({ visitorId: "phone", userId: "bob", email: "bob@example.com" });
      assert.deepEqual(bob.merges, [{ projectId, from: "kiosk", into: "phone" }]);
      assert.equal((await say({ visitorId: "kiosk", userId: "bob" })).visitorId, "phone");
    });

    test("somebody whom only a server has named is found by the browser later", async () => {
      const { projectId, say } = await newProject();
      const server = await say({ userId: "u9" });
      const browser = await say({ visitorId: "browser", userId: "u9" });
      assert.equal(browser.personId, server.personId);
      assert.deepEqual(browser.merges, [{ projectId, from: "browser", into: server.visitorId }]);
    });

    test("twenty requests of two nodes about the same new user make one person", async () => {
      const { projectId, say } = await newProject();
      const said = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          say({ visitorId: `device-${index}`, userId: "u1", email: "u1@example.com" }, index % 2 ? db : other),
        ),
      );
      assert.equal(new Set(said.map(({ personId }) => personId)).size, 1);
      assert.equal(new Set(said.map(({ visitorId }) => visitorId)).size, 1);
      const { visitorId } = await say({ visitorId: "device-0", userId: "u1" });
      const { merges } = await say({ visitorId: "device-1", userId: "u1" });
      assert.equal(merges.length, AT_ONCE - 1);
      assert.ok(merges.every(({ into }) => into === visitorId));
      const persons = await db.selectFrom("persons").select("id").where("project_id", "=", projectId).execute();
      assert.equal(persons.length, 1);
    });

    test("two users who claim one visitor at the same instant stay two people", async () => {
      const { say } = await newProject();
      const users = Array.from({ length: AT_ONCE }, (_, index) => `user-${index}`);
      const said = await Promise.all(
        users.map((userId, index) => say({ visitorId: "shared", userId }, index % 2 ? db : other)),
      );
      assert.equal(new Set(said.map(({ personId }) => personId)).size, AT_ONCE);
      assert.equal(new Set(said.map(({ visitorId }) => visitorId)).size, AT_ONCE);
      assert.equal(said.filter(({ conflict }) => !conflict).length, 1);
    });

    test("people who are absorbed while they are named are lost to nobody", async () => {
      const { projectId, say } = await newProject();
      await say({ visitorId: "a", userId: "ann" });
      for (let index = 0; index < AT_ONCE; index += 1)
        await say({ visitorId: `m${index}`, email: `m${index}@example.com` });
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => [
          say({ visitorId: "a", userId: "ann", email: `m${index}@example.com` }, other),
          say({ visitorId: `n${index}`, email: `m${index}@example.com` }),
        ]).flat(),
      );
      const persons = await db.selectFrom("persons").select("id").where("project_id", "=", projectId).execute();
      assert.equal(persons.length, 1);
      const { visitorId } = await say({ visitorId: "a", userId: "ann" });
      assert.equal(visitorId, "a");
    });

    test("traits add up, null takes one away, and no name and address is kept in the clear", async () => {
      const { projectId, say } = await newProject();
      await say({
        visitorId: "v",
        userId: "annabel.leigh@example.com",
        email: "annabel.leigh@example.com",
        traits: '{"plan":"free","name":"Annabel Leigh"}',
      });
      const { personId } = await say({
        visitorId: "v",
        userId: "annabel.leigh@example.com",
        traits: '{"plan":"pro","seats":3}',
      });
      await say({ visitorId: "v", traits: '{"seats":null}' });
      assert.deepEqual(await findPersonOfVisitor(db, { projectId, visitorId: "v" }), {
        personId,
        visitorId: "v",
        traits: { plan: "pro" },
      });
      const rows = [
        await db.selectFrom("persons").selectAll().where("project_id", "=", projectId).execute(),
        await db.selectFrom("person_keys").selectAll().where("project_id", "=", projectId).execute(),
      ];
      // Longer than what the random letters of ids and digests spell by chance.
      assert.doesNotMatch(JSON.stringify(rows), /annabel|leigh@|example/i);
    });

    test("a person is of one project, and forgotten with every id", async () => {
      const [shop, blog] = [await newProject(), await newProject()];
      const { personId } = await shop.say({ visitorId: "v1", userId: "u1" });
      await shop.say({ visitorId: "v2", userId: "u1" });
      const elsewhere = await blog.say({ visitorId: "v1", userId: "u1" });
      assert.notEqual(elsewhere.personId, personId);
      assert.equal(await findPersonById(db, { projectId: blog.projectId, personId }), null);
      const whom = { projectId: shop.projectId, keys: [{ kind: "visitor" as const, key: "v2" }] };
      assert.deepEqual(await findVisitorIds(db, whom), ["v1", "v2"]);
      await forgetPersons(db, whom);
      assert.deepEqual(await findVisitorIds(db, whom), []);
      const left = await db.selectFrom("person_keys").select("key").where("person_id", "=", personId).execute();
      assert.deepEqual(left, []);
      assert.ok(await findPersonById(db, { projectId: blog.projectId, personId: elsewhere.personId }));
    });
  });
}
