import assert from "node:assert/strict";
import { newSecret } from "@heliometer/core";
import { addMember } from "../members/add.ts";
import { removeMember } from "../members/remove.ts";
import { addGrant, RESOURCE } from "../testing/grants.ts";
import type { Suite, World } from "../testing/world.ts";
import { authenticateToken } from "./authenticate.ts";
import { revokeConnection } from "./revoke.ts";

const MINUTE_MS = 60_000;

export const tokensSuite: Suite = {
  "a living token reaches the chosen projects with the user's role and the granted scopes": async (world) => {
    const [shop, blog] = [await world.addProject({ name: "Shop" }), await world.addProject({ name: "Blog" })];
    const user = await world.addMember(shop, "editor");
    await addMember(world.operator, { projectId: blog.id, email: user.email, role: "owner" });
    const grant = await addGrant(world, { userId: user.id, projects: [shop] });
    const access = await check(world, grant.token);
    assert.deepEqual(access?.actor, {
      kind: "connection",
      userId: user.id,
      grantId: grant.id,
      clientId: grant.clientId,
    });
    assert.deepEqual(access.scopes, ["analytics:read", "revenue:read"]);
    assert.deepEqual(
      access.projects.map(({ id, role, plan }) => ({ id, role, plan })),
      [{ id: shop.id, role: "editor", plan: "starter" }],
    );
  },

  "several chosen projects come by name": async (world) => {
    const [b, a] = [await world.addProject({ name: "B" }), await world.addProject({ name: "A" })];
    const user = await world.addMember(b, "viewer");
    await addMember(world.operator, { projectId: a.id, email: user.email, role: "admin" });
    const { token } = await addGrant(world, { userId: user.id, projects: [a, b] });
    const access = await check(world, token);
    assert.deepEqual(
      access?.projects.map(({ name }) => name),
      ["A", "B"],
    );
  },

  "a chosen project that the user has left is not reached; the token stays good": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "viewer");
    const foreign = await world.addProject();
    // Somebody else's memberships open nothing.
    for (const other of [project, foreign]) await world.addMember(other, "owner");
    const { token } = await addGrant(world, { userId: user.id, projects: [project, foreign] });
    assert.deepEqual(await reach(world, token), [project.id]);
    await removeMember(world.operator, { projectId: project.id, userId: user.id });
    assert.deepEqual(await reach(world, token), []);
  },

  "an expired token is nobody, from its last instant on": async (world) => {
    const { grant } = await addSimple(world, { tokenLifeMs: 1_000 });
    world.advance(999);
    assert.ok(await check(world, grant.token));
    world.advance(1);
    assert.equal(await check(world, grant.token), null);
  },

  "a token of an expired grant is nobody; a grant without an end has none": async (world) => {
    const expired = await addSimple(world, { grantLifeMs: 1_000 });
    const endless = await addSimple(world, { grantLifeMs: null });
    world.advance(1_000);
    assert.equal(await check(world, expired.grant.token), null);
    assert.ok(await check(world, endless.grant.token));
  },

  "a token for another resource is nobody here": async (world) => {
    const { grant } = await addSimple(world, { audience: "https://other.example.com/mcp" });
    assert.equal(await check(world, grant.token), null);
  },

  "a revoked grant ends its token with the next call": async (world) => {
    const { grant, user } = await addSimple(world, {});
    assert.ok(await check(world, grant.token));
    await revokeConnection(user.ctx, { grantId: grant.id });
    assert.equal(await check(world, grant.token), null);
  },

  "a token whose record outlives its grant is nobody": async (world) => {
    const { grant } = await addSimple(world, {});
    await world.db.deleteFrom("oauth_grants").where("id", "=", grant.id).execute();
    assert.equal(await check(world, grant.token), null);
  },

  "unknown tokens are nobody, and refresh tokens open nothing": async (world) => {
    const { grant } = await addSimple(world, {});
    assert.equal(await check(world, newSecret()), null);
    assert.equal(await check(world, ""), null);
    await world.db
      .updateTable("oauth_records")
      .set({ model: "RefreshToken2" })
      .where("grant_id", "=", grant.id)
      .where("model", "=", "AccessToken")
      .execute();
    assert.equal(await check(world, grant.token), null);
  },

  "scopes that are not ours are left out": async (world) => {
    const { grant, project, user } = await addSimple(world, {
      scopes: "openid customers:read admin:write offline_access",
    });
    await addMember(world.operator, { projectId: project.id, email: user.email, role: "admin" });
    assert.deepEqual((await check(world, grant.token))?.scopes, ["customers:read"]);
  },

  "the last use of a connection is written at most once a minute": async (world) => {
    const { grant } = await addSimple(world, {});
    const use = async () => {
      await check(world, grant.token);
      const query = world.db.selectFrom("oauth_grants").select("last_used_at");
      return (await query.where("id", "=", grant.id).executeTakeFirstOrThrow()).last_used_at;
    };
    const start = world.operator.clock();
    assert.equal(await use(), start);
    world.advance(MINUTE_MS - 1);
    assert.equal(await use(), start);
    world.advance(1);
    assert.equal(await use(), start + MINUTE_MS);
  },
};

function check(world: World, token: string) {
  return authenticateToken(world.operator, { token, resource: RESOURCE });
}

async function reach(world: World, token: string) {
  const access = await check(world, token);
  return access?.projects.map(({ id }) => id);
}

async function addSimple(world: World, options: Partial<Parameters<typeof addGrant>[1]>) {
  const project = await world.addProject();
  const user = await world.addMember(project, "viewer");
  const grant = await addGrant(world, { userId: user.id, projects: [project], ...options });
  return { project, user, grant };
}
