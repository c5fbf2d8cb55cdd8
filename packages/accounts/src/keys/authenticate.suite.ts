import assert from "node:assert/strict";
import { newKey, SCOPES } from "@heliometer/core";
import { addMember } from "../members/add.ts";
import { removeMember } from "../members/remove.ts";
import { setPlan } from "../organizations/set-plan.ts";
import { updateProject } from "../projects/update.ts";
import type { Suite, World } from "../testing/world.ts";
import { authenticateKey } from "./authenticate.ts";
import { createKey } from "./create.ts";
import { findPublicKey } from "./find-public.ts";
import { revokeKey } from "./revoke.ts";

const MINUTE_MS = 60_000;

export const authenticateKeySuite: Suite = {
  "a read-only key reads one project as a viewer, without customers": async (world) => {
    const project = await world.addProject({ timezone: "Europe/Paris", plan: "growth" });
    const { id, key } = await addSecretKey(world, { project, access: "read" });
    assert.deepEqual(await authenticateKey(world.operator, key), {
      actor: { kind: "secret_key", projectId: project.id, keyId: id, access: "read" },
      scopes: ["analytics:read", "revenue:read"],
      projects: [
        {
          id: project.id,
          name: project.name,
          timezone: "Europe/Paris",
          currency: "USD",
          weekStart: 1,
          role: "viewer",
          scopes: ["analytics:read", "revenue:read"],
          plan: "growth",
          mcpEnabled: true,
        },
      ],
      standing: { mcpEnabled: true, highestServed: null, highestRole: "viewer" },
    });
  },

  "a full key has every scope and an admin's role": async (world) => {
    const project = await world.addProject();
    const { key } = await addSecretKey(world, { project, access: "full" });
    const access = await authenticateKey(world.operator, key);
    assert.deepEqual(access?.scopes, SCOPES);
    assert.equal(access?.projects[0]?.role, "admin");
  },

  "plan and switch are those of this moment": async (world) => {
    const project = await world.addProject();
    const { key } = await addSecretKey(world, { project, access: "read" });
    await setPlan(world.operator, { organizationId: project.organizationId, plan: "free" });
    await updateProject(world.operator, { projectId: project.id, mcpEnabled: false });
    const access = await authenticateKey(world.operator, key);
    assert.equal(access?.projects[0]?.plan, "free");
    assert.equal(access?.projects[0]?.mcpEnabled, false);
  },

  "public, revoked, unknown and cut keys are nobody": async (world) => {
    const project = await world.addProject();
    const website = await createKey(world.operator, { kind: "public", projectId: project.id, name: "Website" });
    const revoked = await addSecretKey(world, { project, access: "full" });
    await revokeKey(world.operator, { keyId: revoked.id });
    const living = await addSecretKey(world, { project, access: "full" });
    const wrong = [
      website.key,
      revoked.key,
      newKey("secret"),
      newKey("personal"),
      living.key.slice(0, -1),
      "",
      "hm_sk_",
    ];
    for (const key of wrong) assert.equal(await authenticateKey(world.operator, key), null);
  },

  "a personal token reaches what its user is a member of right now": async (world) => {
    const [shop, blog] = [await world.addProject({ name: "Shop" }), await world.addProject({ name: "Blog" })];
    const user = await world.addMember(shop, "editor");
    const { id, key } = await createKey(user.ctx, { kind: "personal", name: "Laptop" });
    const reach = async () => {
      const access = await authenticateKey(world.operator, key);
      assert.deepEqual(access?.actor, { kind: "personal_token", userId: user.id, keyId: id });
      return access.projects.map((project) => [project.id, project.role]);
    };
    assert.deepEqual(await reach(), [[shop.id, "editor"]]);
    await addMember(world.operator, { projectId: blog.id, email: user.email, role: "viewer" });
    assert.deepEqual(await reach(), [
      [blog.id, "viewer"],
      [shop.id, "editor"],
    ]);
    await removeMember(world.operator, { projectId: blog.id, userId: user.id });
    await removeMember(world.operator, { projectId: shop.id, userId: user.id });
    assert.deepEqual(await reach(), []);
  },

  "a public key finds its project until it is revoked, and no other kind does": async (world) => {
    const project = await world.addProject();
    const website = await createKey(world.operator, { kind: "public", projectId: project.id, name: "Website" });
    const secret = await addSecretKey(world, { project, access: "full" });
    assert.deepEqual(await findPublicKey(world.operator, website.key), { projectId: project.id });
    assert.equal(await findPublicKey(world.operator, secret.key), null);
    assert.equal(await findPublicKey(world.operator, newKey("public")), null);
    await revokeKey(world.operator, { keyId: website.id });
    assert.equal(await findPublicKey(world.operator, website.key), null);
  },

  "the last use is written at most once a minute, for every kind": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "viewer");
    const kinds = [
      await addSecretKey(world, { project, access: "read" }),
      await createKey(user.ctx, { kind: "personal", name: "Laptop" }),
      await createKey(world.operator, { kind: "public", projectId: project.id, name: "Website" }),
    ];
    const use = async () => {
      for (const { key } of kinds) {
        await authenticateKey(world.operator, key);
        await findPublicKey(world.operator, key);
      }
      const ids = kinds.map(({ id }) => id);
      const rows = await world.db.selectFrom("api_keys").select("last_used_at").where("id", "in", ids).execute();
      return rows.map(({ last_used_at }) => last_used_at);
    };
    const start = world.operator.clock();
    assert.deepEqual(await use(), [start, start, start]);
    world.advance(MINUTE_MS - 1);
    assert.deepEqual(await use(), [start, start, start]);
    world.advance(1);
    const later = start + MINUTE_MS;
    assert.deepEqual(await use(), [later, later, later]);
  },
};

function addSecretKey(world: World, { project, access }: { project: { id: string }; access: "full" | "read" }) {
  return createKey(world.operator, { kind: "secret", access, projectId: project.id, name: "Assistant" });
}
