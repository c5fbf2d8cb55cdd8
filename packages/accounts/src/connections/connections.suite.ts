import assert from "node:assert/strict";
import { Forbidden, NotFound, newId } from "@heliometer/core";
import { recordCalls } from "../calls/record.ts";
import { addMember } from "../members/add.ts";
import { addGrant, RESOURCE } from "../testing/grants.ts";
import type { Suite, World } from "../testing/world.ts";
import { authenticateToken } from "./authenticate.ts";
import { listConnections, listOwnConnections } from "./list.ts";
import { revokeConnection } from "./revoke.ts";
import { setConnectionProjects } from "./set-projects.ts";

export const connectionsSuite: Suite = {
  "an admin sees who connected what, the newest first": async (world) => {
    const project = await world.addProject({ name: "Shop" });
    const [admin, viewer] = [await world.addMember(project, "admin"), await world.addMember(project, "viewer")];
    const first = await addGrant(world, { userId: viewer.id, projects: [project] });
    const createdAt = world.operator.clock();
    world.advance(1_000);
    const second = await addGrant(world, { userId: admin.id, projects: [project], scopes: "customers:read" });
    await authenticateToken(world.operator, { token: second.token, resource: RESOURCE });
    const facts = {
      clientName: "Test assistant",
      redirectHost: "assistant.example.com",
      projects: [{ id: project.id, name: "Shop" }],
    };
    assert.deepEqual(await listConnections(admin.ctx, { projectId: project.id }), [
      {
        ...facts,
        grantId: second.id,
        clientId: second.clientId,
        userEmail: admin.email,
        userId: admin.id,
        scopes: ["customers:read"],
        createdAt: createdAt + 1_000,
        lastUsedAt: createdAt + 1_000,
        recentCalls: 0,
      },
      {
        ...facts,
        grantId: first.id,
        clientId: first.clientId,
        userEmail: viewer.email,
        userId: viewer.id,
        scopes: ["analytics:read", "revenue:read"],
        createdAt,
        lastUsedAt: null,
        recentCalls: 0,
      },
    ]);
  },

  "other members see their own, and strangers see no project": async (world) => {
    const project = await world.addProject();
    const [editor, viewer] = [await world.addMember(project, "editor"), await world.addMember(project, "viewer")];
    const own = await addGrant(world, { userId: editor.id, projects: [project] });
    await addGrant(world, { userId: viewer.id, projects: [project] });
    assert.deepEqual(await idsOf(listConnections(editor.ctx, { projectId: project.id })), [own.id]);
    const stranger = await world.addUser();
    await assert.rejects(listConnections(stranger.ctx, { projectId: project.id }), NotFound);
  },

  "expired connections are not listed": async (world) => {
    const project = await world.addProject();
    const user = await world.addMember(project, "admin");
    await addGrant(world, { userId: user.id, projects: [project], grantLifeMs: 1_000 });
    world.advance(1_000);
    assert.deepEqual(await listConnections(user.ctx, { projectId: project.id }), []);
    assert.deepEqual(await listOwnConnections(user.ctx), []);
  },

  "an admin does not see which foreign projects a connection reads": async (world) => {
    const { shop, blog, member, grant } = await addShared(world);
    const admin = await world.addMember(shop, "admin");
    const [seen] = await listConnections(admin.ctx, { projectId: shop.id });
    assert.deepEqual(
      seen?.projects.map(({ id }) => id),
      [shop.id],
    );
    const [own] = await listOwnConnections(member.ctx);
    assert.equal(own?.grantId, grant.id);
    assert.deepEqual(new Set(own?.projects.map(({ id }) => id)), new Set([shop.id, blog.id]));
  },

  "the own list holds the own connections alone": async (world) => {
    const { member, grant } = await addShared(world);
    const other = await world.addUser();
    assert.deepEqual(await idsOf(listOwnConnections(member.ctx)), [grant.id]);
    assert.deepEqual(await listOwnConnections(other.ctx), []);
  },

  "a connection tells its calls of the last 30 days: of a project those about it, to its person all": async (world) => {
    const { shop, blog, member, grant } = await addShared(world);
    const call = { actorKind: "oauth", userId: member.id, credentialId: grant.id, client: "-", tool: "get_analytics" };
    const rest = { argumentsDigest: "-", rowCount: 1, durationMs: 1, outcome: "answered" };
    const now = world.operator.clock();
    const calls = [
      { at: now, projectId: shop.id },
      { at: now, projectId: blog.id },
      { at: now - 31 * 86_400_000, projectId: shop.id },
    ];
    await recordCalls(
      world.operator,
      calls.map((when) => ({ ...call, ...rest, ...when })),
    );
    const [here] = await listConnections(member.ctx, { projectId: shop.id });
    const [own] = await listOwnConnections(member.ctx);
    assert.deepEqual([here?.recentCalls, own?.recentCalls], [1, 2]);
  },

  "the person of a connection chooses its projects anew, among their own, from the next call on": async (world) => {
    const { shop, blog, member, grant } = await addShared(world);
    const grantId = grant.id;
    await setConnectionProjects(member.ctx, { grantId, projectIds: [blog.id, blog.id] });
    const reached = async () =>
      (await authenticateToken(world.operator, { token: grant.token, resource: RESOURCE }))?.projects.map(
        ({ id }) => id,
      );
    assert.deepEqual(await reached(), [blog.id]);
    await setConnectionProjects(member.ctx, { grantId, projectIds: [shop.id, blog.id] });
    assert.equal((await reached())?.length, 2);

    const foreign = await world.addProject();
    await assert.rejects(setConnectionProjects(member.ctx, { grantId, projectIds: [foreign.id] }), NotFound);
    const admin = await world.addMember(shop, "admin");
    await assert.rejects(setConnectionProjects(admin.ctx, { grantId, projectIds: [shop.id] }), NotFound);
    await assert.rejects(setConnectionProjects(member.ctx, { grantId, projectIds: [] }), /at least one project/);
    assert.equal((await reached())?.length, 2);
  },

  "revoking removes the grant, its projects and every token and code of it": async (world) => {
    const { member, grant, shop } = await addShared(world);
    const revoked = await revokeConnection(member.ctx, { grantId: grant.id, projectId: shop.id });
    assert.deepEqual(revoked, { ended: true });
    assert.deepEqual(await leftOf(world, grant.id), { grants: 0, projects: 0, records: 0 });
    await assert.rejects(revokeConnection(member.ctx, { grantId: grant.id }), NotFound);
  },

  "an admin takes the own project out of somebody's wider connection and ends a narrow one": async (world) => {
    const { shop, blog, member, grant } = await addShared(world);
    const admin = await world.addMember(shop, "admin");
    const narrowed = await revokeConnection(admin.ctx, { grantId: grant.id, projectId: shop.id });
    assert.deepEqual(narrowed, { ended: false });
    const access = await authenticateToken(world.operator, { token: grant.token, resource: RESOURCE });
    assert.deepEqual(
      access?.projects.map(({ id }) => id),
      [blog.id],
    );
    const narrow = await addGrant(world, { userId: member.id, projects: [shop] });
    const ended = await revokeConnection(admin.ctx, { grantId: narrow.id, projectId: shop.id });
    assert.deepEqual(ended, { ended: true });
    assert.deepEqual(await leftOf(world, narrow.id), { grants: 0, projects: 0, records: 0 });
  },

  "nobody else can revoke a connection, or learn of it": async (world) => {
    const { shop, grant } = await addShared(world);
    const [editor, stranger, admin] = [
      await world.addMember(shop, "editor"),
      await world.addUser(),
      await world.addMember(shop, "admin"),
    ];
    const elsewhere = await world.addProject();
    const owner = await world.addMember(elsewhere, "owner");
    const grantId = grant.id;
    await assert.rejects(revokeConnection(editor.ctx, { grantId, projectId: shop.id }), Forbidden);
    await assert.rejects(revokeConnection(stranger.ctx, { grantId, projectId: shop.id }), NotFound);
    await assert.rejects(revokeConnection(stranger.ctx, { grantId }), NotFound);
    await assert.rejects(revokeConnection(admin.ctx, { grantId }), NotFound);
    await assert.rejects(revokeConnection(owner.ctx, { grantId, projectId: elsewhere.id }), NotFound);
    await assert.rejects(revokeConnection(admin.ctx, { grantId: newId(), projectId: shop.id }), NotFound);
    assert.deepEqual(await leftOf(world, grantId), { grants: 1, projects: 2, records: 2 });
  },
};

/** One user's connection to two projects. */
async function addShared(world: World) {
  const [shop, blog] = [await world.addProject({ name: "Shop" }), await world.addProject({ name: "Blog" })];
  const member = await world.addMember(shop, "viewer");
  await addMember(world.operator, { projectId: blog.id, email: member.email, role: "viewer" });
  const grant = await addGrant(world, { userId: member.id, projects: [shop, blog] });
  return { shop, blog, member, grant };
}

async function idsOf(list: Promise<{ grantId: string }[]>): Promise<string[]> {
  return (await list).map(({ grantId }) => grantId);
}

async function leftOf({ db }: World, grantId: string) {
  const grants = await db.selectFrom("oauth_grants").select("id").where("id", "=", grantId).execute();
  const projects = await db.selectFrom("oauth_grant_projects").selectAll().where("grant_id", "=", grantId).execute();
  const records = await db.selectFrom("oauth_records").select("model").where("grant_id", "=", grantId).execute();
  return { grants: grants.length, projects: projects.length, records: records.length };
}
