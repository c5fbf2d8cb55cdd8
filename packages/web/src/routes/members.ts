import {
  addMember,
  inviteMember,
  listInvitations,
  listMembers,
  type MemberView,
  removeMember,
  revokeInvitation,
} from "@heliometer/accounts";
import { InvalidInput, NotFound, ROLES, type Role, roleAtLeast } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import type { Speech } from "../language.ts";
import { invitationPage, type MembersPage, membersPage, removeMemberPage } from "../pages/members.ts";
import { refusedWords } from "../refused.ts";
import { inProject, type ProjectVisit, parameter, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings/members";

/** Members of a project and invitations into it. */
export function routeMembers(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "viewer", (visit) =>
      show(visit, { done: doneWords(visit.frame, queryField(visit.request, "done")) }),
    ),
  );

  scope.post(
    `${BASE}/invite`,
    inProject(web, "admin", (visit) => orShowAgain(visit, () => invite(web, visit))),
  );

  scope.post(
    `${BASE}/invitations/:invitationId/revoke`,
    inProject(web, "admin", async ({ request, accounts, project }) => {
      const invitationId = parameter(request, "invitationId");
      await revokeInvitation(accounts, { projectId: project.id, invitationId });
      return { redirect: `${membersPath(project.id)}?done=taken-back` };
    }),
  );

  scope.post(
    `${BASE}/:userId/role`,
    inProject(web, "admin", (visit) =>
      orShowAgain(visit, async () => {
        const { email } = await findMember(visit);
        await addMember(visit.accounts, { projectId: visit.project.id, email, role: roleIn(visit) });
        return { redirect: `${membersPath(visit.project.id)}?done=role` };
      }),
    ),
  );

  scope.get(
    `${BASE}/:userId/remove`,
    inProject(web, "viewer", async (visit) =>
      removeMemberPage(visit.frame, { project: visit.project, member: await findMember(visit) }),
    ),
  );

  scope.post(
    `${BASE}/:userId/remove`,
    inProject(web, "viewer", (visit) => orShowAgain(visit, () => remove(visit))),
  );
}

async function show({ frame, accounts, project }: ProjectVisit, rest: Pick<MembersPage, "done" | "refused">) {
  const projectId = project.id;
  const members = await listMembers(accounts, { projectId });
  const invitations = roleAtLeast(project.role, "admin") ? await listInvitations(accounts, { projectId }) : [];
  return membersPage(frame, { project, members, invitations, ...rest });
}

async function orShowAgain(visit: ProjectVisit, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const refused = refusedWords(visit.frame, visit.reply, error);
    if (!refused) throw error;
    const typed = { email: visit.form.get("email") ?? "", role: visit.form.get("role") ?? "viewer" };
    const page = await show(visit, { done: null, refused: { message: refused.message, ...typed } });
    return { ...page, status: refused.status };
  }
}

async function invite(web: Web, visit: ProjectVisit): Promise<Result> {
  const { frame, accounts, project, form } = visit;
  const email = form.get("email") ?? "";
  const invitation = await inviteMember(accounts, { projectId: project.id, email, role: roleIn(visit) });
  // In the query, which no log holds.
  const link = `${web.origin}/invite?${new URLSearchParams({ token: invitation.token })}`;
  return invitationPage(frame, { project, invitation, link });
}

async function remove(visit: ProjectVisit): Promise<Result> {
  const { accounts, frame, project } = visit;
  const { userId } = await findMember(visit);
  await removeMember(accounts, { projectId: project.id, userId });
  return { redirect: userId === frame.user.userId ? "/?done=left" : `${membersPath(project.id)}?done=removed` };
}

async function findMember({ request, accounts, project }: ProjectVisit): Promise<MemberView> {
  const members = await listMembers(accounts, { projectId: project.id });
  const member = members.find(({ userId }) => userId === parameter(request, "userId"));
  if (!member) throw new NotFound("No such member.");
  return member;
}

function roleIn({ form }: ProjectVisit): Role {
  const received = form.get("role") ?? "";
  const role = ROLES.find((known) => known === received);
  if (role) return role;
  throw new InvalidInput({ field: "role", rule: `must be one of ${ROLES.join(", ")}.`, received });
}

function membersPath(projectId: string): string {
  return `/projects/${encodeURIComponent(projectId)}/settings/members`;
}

function doneWords({ text: { members } }: Speech, done: string | null): string | null {
  if (done === "role") return members.noticeRole;
  if (done === "removed") return members.noticeRemoved;
  return done === "taken-back" ? members.noticeTakenBack : null;
}
