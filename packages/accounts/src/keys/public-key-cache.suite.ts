import assert from "node:assert/strict";
import { deleteProject } from "../projects/delete.ts";
import type { Suite, World } from "../testing/world.ts";
import { createKey } from "./create.ts";
import { createPublicKeyCache } from "./public-key-cache.ts";
import { revokeKey } from "./revoke.ts";

export const publicKeyCacheSuite: Suite = {
  "a key is looked up once in a few seconds, however many events come with it": async (world) => {
    const { project, key } = await addKey(world);
    let now = world.operator.clock();
    const find = createPublicKeyCache({ db: world.db, clock: () => now });
    const answers = await Promise.all(Array.from({ length: 100 }, () => find(key.key)));
    assert.deepEqual(answers, Array(100).fill({ projectId: project.id }));
    // Ended behind the cache's back, as by another node.
    await world.db.updateTable("api_keys").set({ revoked_at: 1 }).where("id", "=", key.id).execute();
    now += 4_999;
    assert.deepEqual(await find(key.key), { projectId: project.id });
    now += 1;
    assert.equal(await find(key.key), null);
  },

  "a key that is revoked here, or goes with its project, ends at once": async (world) => {
    const find = createPublicKeyCache({ db: world.db, clock: world.operator.clock });
    const [first, second] = [await addKey(world), await addKey(world)];
    for (const { key } of [first, second]) assert.ok(await find(key.key));
    await revokeKey(world.operator, { keyId: first.key.id });
    assert.equal(await find(first.key.key), null);
    assert.ok(await find(second.key.key));
    await deleteProject(world.operator, { projectId: second.project.id, confirmation: second.project.name });
    assert.equal(await find(second.key.key), null);
  },

  "a key that was unknown is found as soon as it is made": async (world) => {
    const find = createPublicKeyCache({ db: world.db, clock: world.operator.clock });
    assert.equal(await find("hm_pk_unknown"), null);
    const { project, key } = await addKey(world);
    assert.deepEqual(await find(key.key), { projectId: project.id });
  },
};

async function addKey(world: World) {
  const project = await world.addProject();
  return { project, key: await createKey(world.operator, { kind: "public", projectId: project.id, name: "Site" }) };
}
