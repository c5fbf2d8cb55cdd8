import assert from "node:assert/strict";
import { Conflict, Forbidden, InvalidInput, NotFound, newId } from "@heliometer/core";
import { addMember } from "../members/add.ts";
import { listMembers } from "../members/list.ts";
import { removeMember } from "../members/remove.ts";
import { authenticateSession } from "../sessions/authenticate.ts";
import type { Suite } from "../testing/world.ts";
import { acceptAsNewUser, acceptInvitation, findInvitation } from "./accept.ts";
import { inviteMember, listInvitations, revokeInvitation } from "./manage.ts";

const DAY_MS = 86_400_000;
const account = { name: "New", password: "correct horse battery" };

export const invitationsSuite: Suite = {
  "somebody without an account makes one behind the link, is a member and signed in; the link works once": async (
    world,
  ) => {
    const project = await world.addProject({ name: "Shop" });
    const admin = await world.addMember(project, "admin");
    const email = `${newId()}@example.com`;
    const { token } = await inviteMember(admin.ctx, { projectId: project.id, email, role: "editor" });
    assert.deepEqual(await findInvitation(world.operator, token), {
      projectName: "Shop",
      email,
      role: "editor",
      hasAccount: false,
    });
    const made = await acceptAsNewUser(world.operator, { token, ...account });
    assert.equal(made.projectId, project.id);
    assert.equal((await authenticateSession(world.operator, made.session.secret))?.email, email);
    const members = await listMembers(admin.ctx, { projectId: project.id });
    assert.equal(members.find((member) => member.email === email)?.role, "editor");
    await assert.rejects(findInvitation(world.operator, token), NotFound);
    await assert.rejects(acceptAsNewUser(world.operator, { token, ...account }), NotFound);
  },

  "somebody with an account accepts signed in, and nobody else can": async (world) => {
    const project = await world.addProject();
    const [user, other] = [await world.addUser(), await world.addUser()];
    const invited = { projectId: project.id, email: user.email.toUpperCase(), role: "viewer" } as const;
    const { token } = await inviteMember(world.operator, invited);
    assert.equal((await findInvitation(world.operator, token)).hasAccount, true);
    await assert.rejects(acceptInvitation(other.ctx, { token }), Forbidden);
    await assert.rejects(acceptAsNewUser(world.operator, { token, ...account }), Conflict);
    assert.equal(await acceptInvitation(user.ctx, { token }), project.id);
    await assert.rejects(acceptInvitation(user.ctx, { token }), NotFound);
    assert.equal((await listMembers(user.ctx, { projectId: project.id })).length, 1);
  },

  "of two who use a link at the same instant one account is made": async (world) => {
    const project = await world.addProject();
    const invited = { projectId: project.id, email: `${newId()}@example.com`, role: "viewer" } as const;
    const { token } = await inviteMember(world.operator, invited);
    const tries = [1, 2].map(() => acceptAsNewUser(world.operator, { token, ...account }));
    const answers = await Promise.allSettled(tries);
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  },

  "a link ends after seven days, by a newer one, and when it is taken back": async (world) => {
    const project = await world.addProject();
    const projectId = project.id;
    const invite = (email = `${newId()}@example.com`) =>
      inviteMember(world.operator, { projectId, email, role: "viewer" });
    const late = await invite();
    world.advance(7 * DAY_MS - 1);
    await findInvitation(world.operator, late.token);
    world.advance(1);
    await assert.rejects(findInvitation(world.operator, late.token), NotFound);
    const older = await invite();
    const newer = await invite(older.email);
    await assert.rejects(findInvitation(world.operator, older.token), NotFound);
    const list = await listInvitations(world.operator, { projectId });
    assert.deepEqual(
      list.map(({ id }) => id),
      [newer.id],
    );
    await revokeInvitation(world.operator, { projectId, invitationId: newer.id });
    await assert.rejects(findInvitation(world.operator, newer.token), NotFound);
    await assert.rejects(revokeInvitation(world.operator, { projectId, invitationId: newer.id }), NotFound);
  },

  "a link stops working when who made it may not invite any more": async (world) => {
    const project = await world.addProject();
    const admin = await world.addMember(project, "admin");
    const invited = { projectId: project.id, email: `${newId()}@example.com`, role: "admin" } as const;
    const { token } = await inviteMember(admin.ctx, invited);
    await addMember(world.operator, { projectId: project.id, email: admin.email, role: "editor" });
    await assert.rejects(acceptAsNewUser(world.operator, { token, ...account }), NotFound);
    await addMember(world.operator, { projectId: project.id, email: admin.email, role: "admin" });
    await findInvitation(world.operator, token);
    await removeMember(world.operator, { projectId: project.id, userId: admin.id });
    await assert.rejects(findInvitation(world.operator, token), NotFound);
  },

  "admins invite, owners invite owners, and nobody invites a member again": async (world) => {
    const project = await world.addProject();
    const projectId = project.id;
    const email = `${newId()}@example.com`;
    for (const role of ["viewer", "editor"] as const) {
      const member = await world.addMember(project, role);
      await assert.rejects(inviteMember(member.ctx, { projectId, email, role: "viewer" }), Forbidden);
      await assert.rejects(listInvitations(member.ctx, { projectId }), Forbidden);
    }
    const admin = await world.addMember(project, "admin");
    await assert.rejects(inviteMember(admin.ctx, { projectId, email, role: "owner" }), Forbidden);
    await assert.rejects(inviteMember(admin.ctx, { projectId, email: admin.email, role: "viewer" }), InvalidInput);
    const stranger = await world.addUser();
    await assert.rejects(inviteMember(stranger.ctx, { projectId, email, role: "viewer" }), NotFound);
    const elsewhere = await world.addProject();
    const { id } = await inviteMember(world.operator, { projectId: elsewhere.id, email, role: "viewer" });
    await assert.rejects(revokeInvitation(admin.ctx, { projectId, invitationId: id }), NotFound);
  },

  "an invitation never lowers the role of who is a member already": async (world) => {
    const project = await world.addProject();
    const user = await world.addUser();
    const invited = { projectId: project.id, email: user.email, role: "viewer" } as const;
    const { token } = await inviteMember(world.operator, invited);
    await addMember(world.operator, { projectId: project.id, email: user.email, role: "admin" });
    await acceptInvitation(user.ctx, { token });
    const [member] = await listMembers(user.ctx, { projectId: project.id });
    assert.equal(member?.role, "admin");
  },

  "the store holds the hash of a link's secret alone": async (world) => {
    const project = await world.addProject();
    const invited = { projectId: project.id, email: `${newId()}@example.com`, role: "viewer" } as const;
    const { token } = await inviteMember(world.operator, invited);
    const rows = await world.db.selectFrom("invitations").selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(token));
  },
};
