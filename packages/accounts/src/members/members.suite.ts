import assert from "node:assert/strict";
import { Conflict, Forbidden, NotFound, ROLES } from "@heliometer/core";
import { authenticateToken } from "../connections/authenticate.ts";
import { addGrant, RESOURCE } from "../testing/grants.ts";
import { assertInvalid } from "../testing/refusals.ts";
import type { Suite } from "../testing/world.ts";
import { addMember } from "./add.ts";
import { listMembers } from "./list.ts";
import { removeMember } from "./remove.ts";

export const membersSuite: Suite = {
  "an admin adds a member, and every member sees the list": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const user = await world.addUser();
    const added = await addMember(admin.ctx, {
      projectId: project.id,
      email: user.email.toUpperCase(),
      role: "viewer",
    });
    assert.equal(added.userId, user.id);
    const list = await listMembers(user.ctx, { projectId: project.id });
    assert.deepEqual(
      new Set(list.map(({ userId, role }) => `${userId} ${role}`)),
      new Set([`${admin.id} admin`, `${user.id} viewer`]),
    );
    assert.deepEqual(
      list.map(({ email }) => email),
      list.map(({ email }) => email).sort(),
    );
  },

  "adding a member again changes the role and keeps the day of joining": async (world) => {
    const project = await world.addProject();
    const member = await world.addMember(project, "viewer");
    const joined = world.operator.clock();
    world.advance(1_000);
    const changed = await addMember(world.operator, { projectId: project.id, email: member.email, role: "editor" });
    assert.equal(changed.role, "editor");
    assert.equal(changed.addedAt, joined);
  },

  "viewers and editors add nobody, and strangers see no project": async (world) => {
    const project = await world.addProject();
    const user = await world.addUser();
    const wanted = { projectId: project.id, email: user.email, role: "viewer" } as const;
    for (const role of ["viewer", "editor"] as const) {
      const member = await world.addMember(project, role);
      await assert.rejects(addMember(member.ctx, wanted), Forbidden);
    }
    await assert.rejects(addMember(user.ctx, wanted), NotFound);
    await assert.rejects(listMembers(user.ctx, { projectId: project.id }), NotFound);
  },

  "an admin can neither make, change nor remove an owner": async (world) => {
    const project = await world.addProject();
    const [owner, admin, user] = [
      await world.addMember(project, "owner"),
      await world.addMember(project, "admin"),
      await world.addUser(),
    ];
    const projectId = project.id;
    await assert.rejects(addMember(admin.ctx, { projectId, email: user.email, role: "owner" }), Forbidden);
    await assert.rejects(addMember(admin.ctx, { projectId, email: admin.email, role: "owner" }), Forbidden);
    await assert.rejects(addMember(admin.ctx, { projectId, email: owner.email, role: "viewer" }), Forbidden);
    await assert.rejects(removeMember(admin.ctx, { projectId, userId: owner.id }), Forbidden);
    await addMember(owner.ctx, { projectId, email: admin.email, role: "owner" });
  },

  "the last owner stays": async (world) => {
    const project = await world.addProject();
    const owner = await world.addMember(project, "owner");
    const projectId = project.id;
    await assert.rejects(removeMember(owner.ctx, { projectId, userId: owner.id }), Conflict);
    await assert.rejects(addMember(owner.ctx, { projectId, email: owner.email, role: "admin" }), Conflict);
    await world.addMember(project, "owner");
    await removeMember(owner.ctx, { projectId, userId: owner.id });
  },

  "of two owners who leave at once, one stays": async (world) => {
    for (let round = 0; round < 5; round += 1) {
      const project = await world.addProject();
      const owners = [await world.addMember(project, "owner"), await world.addMember(project, "owner")];
      // Both connections are open already: otherwise one owner is gone before the other's opens.
      await Promise.all(owners.map((owner) => listMembers(owner.ctx, { projectId: project.id })));
      const leaving = owners.map((owner) => removeMember(owner.ctx, { projectId: project.id, userId: owner.id }));
      const left = await Promise.allSettled(leaving);
      assert.deepEqual(left.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      assert.equal((await listMembers(world.operator, { projectId: project.id })).length, 1);
    }
  },

  "any member may leave, and removes nobody else": async (world) => {
    const project = await world.addProject();
    const [viewer, other] = [await world.addMember(project, "viewer"), await world.addMember(project, "viewer")];
    await assert.rejects(removeMember(viewer.ctx, { projectId: project.id, userId: other.id }), Forbidden);
    await removeMember(viewer.ctx, { projectId: project.id, userId: viewer.id });
    await assert.rejects(removeMember(viewer.ctx, { projectId: project.id, userId: viewer.id }), NotFound);
  },

  "an operator who is no member can remove a member": async (world) => {
    const project = await world.addProject();
    const viewer = await world.addMember(project, "viewer");
    const operator = await world.addUser({ isOperator: true });
    await removeMember(operator.ctx, { projectId: project.id, userId: viewer.id });
    await assert.rejects(removeMember(operator.ctx, { projectId: project.id, userId: viewer.id }), NotFound);
  },

  "a removed member's connections lose the project, also after a later return": async (world) => {
    const [shop, blog] = [await world.addProject({ name: "Shop" }), await world.addProject({ name: "Blog" })];
    const member = await world.addMember(shop, "viewer");
    await addMember(world.operator, { projectId: blog.id, email: member.email, role: "viewer" });
    const { token } = await addGrant(world, { userId: member.id, projects: [shop, blog] });
    await removeMember(world.operator, { projectId: shop.id, userId: member.id });
    await addMember(world.operator, { projectId: shop.id, email: member.email, role: "viewer" });
    const access = await authenticateToken(world.operator, { token, resource: RESOURCE });
    assert.deepEqual(
      access?.projects.map(({ id }) => id),
      [blog.id],
    );
  },

  "an unknown role is named with the known ones, an unknown address with the way to add it": async (world) => {
    const { id: projectId } = await world.addProject();
    const { email } = await world.addUser();
    const wrong = addMember(world.operator, { projectId, email, role: JSON.parse('"boss"') });
    await assertInvalid(wrong, { field: "role", rule: /none of/, received: "boss", allowed: ROLES });
    const unknown = addMember(world.operator, { projectId, email: "nobody@example.com", role: "viewer" });
    await assertInvalid(unknown, {
      field: "email",
      rule: /has no account here.*user add/,
      received: "nobody@example.com",
    });
  },
};
