import assert from "node:assert/strict";
import { Conflict, Forbidden, hashSecret, NotFound, newId } from "@heliometer/core";
import { assertInvalid } from "../testing/refusals.ts";
import type { Suite } from "../testing/world.ts";
import { authenticateKey } from "./authenticate.ts";
import { createKey } from "./create.ts";
import { listKeys, listOwnKeys } from "./list.ts";
import { revokeKey } from "./revoke.ts";

const LIVE_KEYS_MAX = 100;

export const keysSuite: Suite = {
  "each kind has its prefix and a hint of its last four characters": async (world) => {
    const { id: projectId } = await world.addProject();
    const user = await world.addUser();
    const made = [
      await createKey(world.operator, { kind: "public", projectId, name: "Website" }),
      await createKey(world.operator, { kind: "secret", access: "read", projectId, name: "Assistant" }),
      await createKey(user.ctx, { kind: "personal", name: "Laptop" }),
    ];
    assert.deepEqual(
      made.map(({ key }) => /^hm_(pk|sk|pat)_[\w-]{43}$/.exec(key)?.[1]),
      ["pk", "sk", "pat"],
    );
    for (const { key, hint } of made) assert.equal(hint, key.slice(-4));
  },

  "only public keys can be read again": async (world) => {
    const { id: projectId } = await world.addProject();
    const website = await createKey(world.operator, { kind: "public", projectId, name: "Website" });
    const secret = await createKey(world.operator, { kind: "secret", access: "full", projectId, name: "Server" });
    const list = await listKeys(world.operator, { projectId });
    assert.deepEqual(
      new Map(list.map(({ id, publicValue }) => [id, publicValue])),
      new Map([
        [website.id, website.key],
        [secret.id, null],
      ]),
    );
    const row = await world.db.selectFrom("api_keys").selectAll().where("id", "=", secret.id).executeTakeFirstOrThrow();
    assert.equal(row.secret_hash, hashSecret(secret.key));
    assert.equal(JSON.stringify(row).includes(secret.key), false);
  },

  "a list shows every fact of a key, the newest first": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const createdAt = world.operator.clock();
    const input = { kind: "secret", access: "read", projectId: project.id } as const;
    const older = await createKey(admin.ctx, { ...input, name: "Older" });
    world.advance(1_000);
    const newer = await createKey(admin.ctx, { ...input, name: "Newer" });
    await revokeKey(admin.ctx, { keyId: older.id });
    const facts = { kind: "secret", access: "read", publicValue: null, lastUsedAt: null } as const;
    assert.deepEqual(await listKeys(admin.ctx, { projectId: project.id }), [
      { ...facts, id: newer.id, name: "Newer", hint: newer.hint, createdAt: createdAt + 1_000, revokedAt: null },
      { ...facts, id: older.id, name: "Older", hint: older.hint, createdAt, revokedAt: createdAt + 1_000 },
    ]);
  },

  "editors neither make, list nor revoke keys": async (world) => {
    const project = await world.addProject();
    const editor = await world.addMember(project, "editor");
    const projectId = project.id;
    const { id: keyId } = await createKey(world.operator, { kind: "public", projectId, name: "Website" });
    await assert.rejects(createKey(editor.ctx, { kind: "public", projectId, name: "X" }), Forbidden);
    await assert.rejects(listKeys(editor.ctx, { projectId }), Forbidden);
    await assert.rejects(revokeKey(editor.ctx, { keyId }), Forbidden);
  },

  "a foreign key looks like an absent one": async (world) => {
    const { id: projectId } = await world.addProject();
    const [stranger, user] = [await world.addUser(), await world.addUser()];
    const foreign = await createKey(world.operator, { kind: "public", projectId, name: "Website" });
    const personal = await createKey(user.ctx, { kind: "personal", name: "Laptop" });
    for (const keyId of [foreign.id, personal.id, newId()]) {
      await assert.rejects(
        revokeKey(stranger.ctx, { keyId }),
        (error) => error instanceof NotFound && error.message === "No such key.",
      );
    }
    assert.ok(await authenticateKey(world.operator, personal.key));
  },

  "a personal token belongs to its user, who lists and revokes it": async (world) => {
    const [ada, bob] = [await world.addUser(), await world.addUser()];
    const { id, key } = await createKey(ada.ctx, { kind: "personal", name: "Laptop" });
    assert.deepEqual(
      (await listOwnKeys(ada.ctx)).map((view) => view.id),
      [id],
    );
    assert.deepEqual(await listOwnKeys(bob.ctx), []);
    await revokeKey(ada.ctx, { keyId: id });
    assert.equal(await authenticateKey(world.operator, key), null);
    await assert.rejects(createKey(world.operator, { kind: "personal", name: "Nobody" }), Forbidden);
  },

  "revoking twice keeps the first instant": async (world) => {
    const { id: projectId } = await world.addProject();
    const { id: keyId } = await createKey(world.operator, { kind: "public", projectId, name: "Website" });
    const revokedAt = world.operator.clock();
    await revokeKey(world.operator, { keyId });
    world.advance(1_000);
    await revokeKey(world.operator, { keyId });
    assert.equal((await listKeys(world.operator, { projectId }))[0]?.revokedAt, revokedAt);
  },

  "a project has at most a hundred living keys; a revoked one makes room": async (world) => {
    const { id: projectId } = await world.addProject();
    const make = () => createKey(world.operator, { kind: "public", projectId, name: "Website" });
    const first = await make();
    for (let made = 1; made < LIVE_KEYS_MAX; made += 1) await make();
    await assert.rejects(make(), (error) => error instanceof Conflict && /100 keys already/.test(error.message));
    await revokeKey(world.operator, { keyId: first.id });
    await make();
  },

  "an unknown kind or right is named with the known ones": async (world) => {
    const { id: projectId } = await world.addProject();
    const make = (fields: object) =>
      createKey(world.operator, JSON.parse(JSON.stringify({ projectId, name: "X", ...fields })));
    const kinds = ["secret", "public", "personal"];
    await assertInvalid(make({ kind: "master" }), {
      field: "kind",
      rule: /public, secret/,
      received: "master",
      allowed: kinds,
    });
    const rights = ["full", "read"];
    await assertInvalid(make({ kind: "secret", access: "write" }), {
      field: "access",
      rule: /none of/,
      received: "write",
      allowed: rights,
    });
    await assertInvalid(make({ kind: "secret" }), { field: "access", rule: /required/, allowed: rights });
  },
};
