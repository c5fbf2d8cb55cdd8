import assert from "node:assert/strict";
import { Conflict, Forbidden, NotFound, newId } from "@heliometer/core";
import { assertInvalid } from "../testing/refusals.ts";
import type { Suite } from "../testing/world.ts";
import { createUser } from "./create.ts";
import { findUser } from "./find.ts";
import { listUsers } from "./list.ts";
import { setOperator } from "./set-operator.ts";

const password = "correct horse battery";

export const usersSuite: Suite = {
  "a new user is found by the address in any case, and the password is stored as argon2id alone": async (world) => {
    const id = newId();
    const user = await createUser(world.operator, { email: ` ${id}@Example.COM `, name: "Ada", password });
    assert.equal(user.email, `${id}@example.com`);
    assert.equal(user.isOperator, false);
    assert.deepEqual(await findUser(world.operator, { email: `${id}@EXAMPLE.com` }), user);
    const row = await world.db.selectFrom("users").selectAll().where("id", "=", user.id).executeTakeFirstOrThrow();
    assert.match(row.password_hash, /^\$argon2id\$v=19\$m=47104,p=1,t=1\$/);
    assert.equal(JSON.stringify(row).includes(password), false);
  },

  "an address has one account, whatever its case": async (world) => {
    const { email } = await world.addUser();
    const again = createUser(world.operator, { email: email.toUpperCase(), name: "Ada", password });
    await assert.rejects(again, (error) => error instanceof Conflict && error.message.includes(email));
  },

  "of two accounts for one address that are made at once, one is made": async (world) => {
    const email = `${newId()}@example.com`;
    const make = () => createUser(world.operator, { email, name: "Ada", password });
    const made = await Promise.allSettled([make(), make()]);
    assert.deepEqual(made.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  },

  "only operators add users": async (world) => {
    const fields = { email: `${newId()}@example.com`, name: "Ada", password };
    const user = await world.addUser();
    await assert.rejects(createUser(user.ctx, fields), Forbidden);
    const operator = await world.addUser({ isOperator: true });
    assert.equal((await createUser(operator.ctx, fields)).email, fields.email);
  },

  "keys, tokens and connections can neither add nor find users": async (world) => {
    const { id, email } = await world.addUser({ isOperator: true });
    const actors = [
      world.as({ kind: "personal_token", userId: id, keyId: "-" }),
      world.as({ kind: "connection", userId: id, grantId: "-", clientId: "-" }),
      world.as({ kind: "secret_key", projectId: "-", keyId: "-", access: "full" }),
    ];
    for (const ctx of actors) {
      await assert.rejects(createUser(ctx, { email: "new@example.com", name: "Ada", password }), Forbidden);
      await assert.rejects(findUser(ctx, { email }), Forbidden);
    }
  },

  "users find themselves and nobody else": async (world) => {
    const [ada, bob] = [await world.addUser(), await world.addUser()];
    assert.equal((await findUser(ada.ctx, { userId: ada.id })).email, ada.email);
    await assert.rejects(findUser(ada.ctx, { userId: bob.id }), Forbidden);
    await assert.rejects(findUser(ada.ctx, { email: bob.email }), Forbidden);
    await assert.rejects(findUser(world.operator, { userId: newId() }), NotFound);
  },

  "operators list and search all users, with their projects and when they were last seen": async (world) => {
    const project = await world.addProject();
    const member = await world.addMember(project, "viewer");
    const { users } = await listUsers(world.operator, { search: member.email.slice(0, 20).toUpperCase() });
    assert.deepEqual(
      users.map(({ email, projects, lastSeenAt, isOperator }) => ({ email, projects, lastSeenAt, isOperator })),
      [{ email: member.email, projects: 1, lastSeenAt: null, isOperator: false }],
    );
    assert.deepEqual((await listUsers(world.operator, { search: "%" })).users.length > 0, true);
    await assert.rejects(listUsers(member.ctx, { search: "" }), Forbidden);
  },

  "operators make others operators, and the last one stays": async (world) => {
    const [one, other] = [await world.addUser({ isOperator: true }), await world.addUser()];
    await assert.rejects(setOperator(other.ctx, { userId: other.id, isOperator: true }), Forbidden);
    await setOperator(one.ctx, { userId: other.id, isOperator: true });
    await setOperator(other.ctx, { userId: one.id, isOperator: false });
    await world.db.updateTable("users").set({ is_operator: 0 }).where("id", "!=", other.id).execute();
    await assert.rejects(setOperator(other.ctx, { userId: other.id, isOperator: false }), Conflict);
    assert.equal((await findUser(other.ctx, { userId: other.id })).isOperator, true);
    await assert.rejects(setOperator(other.ctx, { userId: newId(), isOperator: true }), NotFound);
  },

  "wrong fields of a user are named with what came and what works": async (world) => {
    const good = { email: "ada@example.com", name: "Ada", password };
    const make = (fields: object) => createUser(world.operator, { ...good, ...fields });
    const example = { email: "ada@example.com" };
    await assertInvalid(make({ email: "ada" }), { field: "email", rule: /e-mail address/, received: "ada", example });
    await assertInvalid(make({ email: undefined }), { field: "email", rule: /required/, example });
    await assertInvalid(make({ name: " " }), {
      field: "name",
      rule: /empty/,
      received: " ",
      example: { name: "My shop" },
    });
    await assertInvalid(make({ name: "a\nb" }), {
      field: "name",
      rule: /one line/,
      received: "a\nb",
      example: { name: "My shop" },
    });
    await assertInvalid(make({ nmae: 1 }), { field: "nmae", rule: /not known/ });
    await assertInvalid(createUser(world.operator, JSON.parse("null")), {
      field: "input",
      rule: /object/,
      received: null,
    });
  },

  "a password of a wrong length is refused and never repeated": async (world) => {
    const good = { email: "ada@example.com", name: "Ada" };
    const make = (secret: string) => createUser(world.operator, { ...good, password: secret });
    await assertInvalid(make("123456789"), { field: "password", rule: /at least 10/ });
    await assertInvalid(make("x".repeat(201)), { field: "password", rule: /at most 200/ });
  },
};
