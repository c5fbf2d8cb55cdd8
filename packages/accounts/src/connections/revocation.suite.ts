import assert from "node:assert/strict";
import { Conflict, Forbidden, hashSecret, InvalidInput, NotFound, newId } from "@heliometer/core";
import { mcpRefusal } from "../instance/mcp-refusal.ts";
import { updateInstance } from "../instance/update.ts";
import { addMember } from "../members/add.ts";
import { removeMember } from "../members/remove.ts";
import { setPlan } from "../organizations/set-plan.ts";
import { deleteProject } from "../projects/delete.ts";
import { updateProject } from "../projects/update.ts";
import { addGrant, RESOURCE } from "../testing/grants.ts";
import type { Suite, World } from "../testing/world.ts";
import { createUser } from "../users/create.ts";
import { deleteUser } from "../users/delete.ts";
import { findUser } from "../users/find.ts";
import { changePassword, resetPassword } from "../users/set-password.ts";
import { authenticateToken } from "./authenticate.ts";
import { listOwnConnections } from "./list.ts";
import { removeConnectionProject, revokeOwnConnections } from "./revoke.ts";

const password = "correct horse battery";

export const revocationSuite: Suite = {
  "a project is taken out of a connection, and its token reads the rest; the last one ends the connection": async (
    world,
  ) => {
    const { shop, blog, user, token, grantId } = await connectTwo(world);
    assert.deepEqual(await removeConnectionProject(user.ctx, { grantId, projectId: shop.id }), { ended: false });
    assert.deepEqual(await reach(world, token), [blog.id]);
    await assert.rejects(removeConnectionProject(user.ctx, { grantId, projectId: shop.id }), NotFound);
    assert.deepEqual(await removeConnectionProject(user.ctx, { grantId, projectId: blog.id }), { ended: true });
    assert.equal(await reach(world, token), null);
    assert.equal(await recordsOf(world, grantId), 0);
  },

  "an admin takes the project out of somebody's connection; other members and strangers cannot": async (world) => {
    const { shop, blog, token, grantId } = await connectTwo(world);
    const projectId = shop.id;
    const editor = await world.addMember(shop, "editor");
    await assert.rejects(removeConnectionProject(editor.ctx, { grantId, projectId }), Forbidden);
    const stranger = await world.addMember(blog, "viewer");
    await assert.rejects(removeConnectionProject(stranger.ctx, { grantId, projectId }), NotFound);
    assert.equal((await reach(world, token))?.length, 2);
    const admin = await world.addMember(shop, "admin");
    await removeConnectionProject(admin.ctx, { grantId, projectId });
    assert.deepEqual(await reach(world, token), [blog.id]);
  },

  "a person ends all of their connections at once, and nobody else's": async (world) => {
    const { shop, user, token } = await connectTwo(world);
    const second = await addGrant(world, { userId: user.id, projects: [shop] });
    const other = await world.addMember(shop, "viewer");
    const foreign = await addGrant(world, { userId: other.id, projects: [shop] });
    assert.equal(await revokeOwnConnections(user.ctx), 2);
    for (const ended of [token, second.token]) assert.equal(await reach(world, ended), null);
    assert.deepEqual(await reach(world, foreign.token), [shop.id]);
    assert.deepEqual(await listOwnConnections(user.ctx), []);
  },

  "removing a member ends a connection that read this project alone": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "viewer");
    const grant = await addGrant(world, { userId: user.id, projects: [project] });
    await removeMember(world.operator, { projectId: project.id, userId: user.id });
    assert.equal(await reach(world, grant.token), null);
    assert.equal(await recordsOf(world, grant.id), 0);
  },

  "a changed password ends the connections only where that was asked for": async (world) => {
    const project = await world.addProject();
    const { id, email } = await createUser(world.operator, { email: `${newId()}@example.com`, name: "Ada", password });
    await addMember(world.operator, { projectId: project.id, email, role: "viewer" });
    const grant = await addGrant(world, { userId: id, projects: [project] });
    const ctx = world.as({ kind: "user", userId: id, sessionId: "-" });
    const next = "another horse battery";
    const wrong = changePassword(ctx, { currentPassword: "wrong horse battery", password: next });
    await assert.rejects(wrong, InvalidInput);
    world.advance(1);
    await changePassword(ctx, { currentPassword: password, password: next });
    assert.deepEqual(await reach(world, grant.token), [project.id]);
    await changePassword(ctx, { currentPassword: next, password, endConnections: true });
    assert.equal(await reach(world, grant.token), null);
    const again = await addGrant(world, { userId: id, projects: [project] });
    await resetPassword(world.operator, { userId: id, endConnections: true });
    assert.equal(await reach(world, again.token), null);
  },

  "a deleted user's connections are refused, and their memberships are gone": async (world) => {
    const { user, token, grantId } = await connectTwo(world);
    await assert.rejects(deleteUser(world.operator, { userId: user.id, confirmation: "somebody" }), InvalidInput);
    const other = await world.addUser();
    await assert.rejects(deleteUser(other.ctx, { userId: user.id, confirmation: user.email }), Forbidden);
    assert.equal((await reach(world, token))?.length, 2);
    await deleteUser(world.operator, { userId: user.id, confirmation: user.email.toUpperCase() });
    assert.equal(await reach(world, token), null);
    assert.equal(await recordsOf(world, grantId), 0);
    const left = world.db.selectFrom("memberships").select("user_id").where("user_id", "=", user.id);
    assert.deepEqual(await left.execute(), []);
  },

  "who deletes their own account gives their password": async (world) => {
    const { id, email } = await createUser(world.operator, { email: `${newId()}@example.com`, name: "Ada", password });
    const ctx = world.as({ kind: "user", userId: id, sessionId: "-" });
    await assert.rejects(deleteUser(ctx, { userId: id, confirmation: email }), InvalidInput);
    await deleteUser(ctx, { userId: id, confirmation: email, password });
    await assert.rejects(findUser(world.operator, { userId: id }), NotFound);
  },

  "the only owner of a project is not deleted, and is told which project it is": async (world) => {
    const project = await world.addProject({ name: "Lonely" });
    const owner = await world.addMember(project, "owner");
    const remove = () => deleteUser(world.operator, { userId: owner.id, confirmation: owner.email });
    await assert.rejects(remove(), (error) => error instanceof Conflict && error.message.includes("Lonely"));
    await world.addMember(project, "owner");
    await remove();
  },

  "a deleted project leaves its connections the rest, ends those that read nothing else, and ends its keys": async (
    world,
  ) => {
    const { shop, blog, user, token } = await connectTwo(world);
    const only = await addGrant(world, { userId: user.id, projects: [shop] });
    const admin = await world.addMember(shop, "admin");
    const confirmed = { projectId: shop.id, confirmation: shop.name };
    await assert.rejects(deleteProject(admin.ctx, confirmed), Forbidden);
    const owner = await world.addMember(shop, "owner");
    await assert.rejects(deleteProject(owner.ctx, { ...confirmed, confirmation: "Blog" }), InvalidInput);
    await deleteProject(owner.ctx, confirmed);
    assert.deepEqual(await reach(world, token), [blog.id]);
    assert.equal(await reach(world, only.token), null);
  },

  "scopes follow the role of today: a lower one takes them away with the next call, a higher one gives them back":
    async (world) => {
      const [shop, blog] = [await world.addProject({ name: "Shop" }), await world.addProject({ name: "Blog" })];
      const user = await world.addMember(shop, "admin");
      await addMember(world.operator, { projectId: blog.id, email: user.email, role: "viewer" });
      const scopes = "analytics:read revenue:read customers:read";
      const { token } = await addGrant(world, { userId: user.id, projects: [shop, blog], scopes });
      const held = async () => {
        const access = await authenticateToken(world.operator, { token, resource: RESOURCE });
        return Object.fromEntries(access?.projects.map(({ name, scopes }) => [name, scopes.length]) ?? []);
      };
      assert.deepEqual(await held(), { Shop: 3, Blog: 1 });
      const setRole = (role: "viewer" | "editor" | "owner") =>
        addMember(world.operator, { projectId: shop.id, email: user.email, role });
      await setRole("editor");
      assert.deepEqual(await held(), { Shop: 2, Blog: 1 });
      await setRole("viewer");
      assert.deepEqual(await held(), { Shop: 1, Blog: 1 });
      const lowered = await authenticateToken(world.operator, { token, resource: RESOURCE });
      assert.equal(lowered?.scopes.length, 3, "The credential keeps what it was given.");
      await setRole("owner");
      assert.deepEqual(await held(), { Shop: 3, Blog: 1 });
    },

  "a scope that was never granted is not held by any role": async (world) => {
    const project = await world.addProject();
    const owner = await world.addMember(project, "owner");
    const { token } = await addGrant(world, { userId: owner.id, projects: [project], scopes: "analytics:read" });
    const access = await authenticateToken(world.operator, { token, resource: RESOURCE });
    assert.deepEqual(access?.projects[0]?.scopes, ["analytics:read"]);
  },

  "a grant that lost a scope takes it from a token that was issued before": async (world) => {
    const { user, token, grantId } = await connectTwo(world);
    await addMember(world.operator, { projectId: (await reachOne(world, token)).id, email: user.email, role: "owner" });
    await world.db.updateTable("oauth_grants").set({ scopes: "analytics:read" }).where("id", "=", grantId).execute();
    assert.deepEqual((await reachOne(world, token)).scopes, ["analytics:read"]);
  },

  "plan, both switches and the privilege cap come with the token's one statement, as they are at that moment": async (
    world,
  ) => {
    const { shop, user, token } = await connectTwo(world);
    const decide = async () => {
      const access = await authenticateToken(world.operator, { token, resource: RESOURCE });
      assert.ok(access?.standing);
      // A store that cannot be read shows that nothing else is asked for.
      const decision = await mcpRefusal({ db: unreadable() }, access);
      return "reason" in decision ? decision.reason : decision.allowed.length;
    };
    assert.equal(await decide(), 2);
    await updateProject(world.operator, { projectId: shop.id, mcpEnabled: false });
    assert.equal(await decide(), 1);
    await setPlan(world.operator, { organizationId: shop.organizationId, plan: "free" });
    assert.equal(await decide(), 1);
    await addMember(world.operator, { projectId: shop.id, email: user.email, role: "admin" });
    try {
      await updateInstance(world.operator, { maximumMcpPrivilege: "editor" });
      assert.equal(await decide(), "privilege");
      await updateInstance(world.operator, { maximumMcpPrivilege: "admin" });
      assert.equal(await decide(), 1);
      await updateInstance(world.operator, { mcpEnabled: false });
      assert.equal(await decide(), "instance_off");
    } finally {
      await updateInstance(world.operator, { mcpEnabled: true, maximumMcpPrivilege: "unlimited" });
    }
  },
};

function unreadable(): World["db"] {
  return new Proxy({} as World["db"], {
    get: () => {
      throw new Error("The store was asked.");
    },
  });
}

async function connectTwo(world: World) {
  const [blog, shop] = [await world.addProject({ name: "Blog" }), await world.addProject({ name: "Shop" })];
  const user = await world.addMember(shop, "viewer");
  await addMember(world.operator, { projectId: blog.id, email: user.email, role: "viewer" });
  const grant = await addGrant(world, { userId: user.id, projects: [shop, blog] });
  return { shop, blog, user, token: grant.token, grantId: grant.id };
}

async function reach(world: World, token: string): Promise<string[] | null> {
  const access = await authenticateToken(world.operator, { token, resource: RESOURCE });
  return access?.projects.map(({ id }) => id).sort() ?? null;
}

async function reachOne(world: World, token: string) {
  const access = await authenticateToken(world.operator, { token, resource: RESOURCE });
  const [project] = access?.projects ?? [];
  assert.ok(project, hashSecret(token));
  return project;
}

async function recordsOf(world: World, grantId: string): Promise<number> {
  const rows = await world.db.selectFrom("oauth_records").select("model").where("grant_id", "=", grantId).execute();
  return rows.length;
}
