import type { InvitationView, MemberView, NewInvitation, ProjectDetails } from "@heliometer/accounts";
import { ROLES, type Role, roleAtLeast } from "@heliometer/core";
import { badNotice } from "../components/bad-notice.ts";
import { copyText } from "../components/copy-text.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface MembersPage {
  project: ProjectDetails;
  members: readonly MemberView[];
  /** Empty for those who may not see them. */
  invitations: readonly InvitationView[];
  done: string | null;
  /** A form that could not be taken: the sentence, and what was typed. */
  refused?: { message: string; email: string; role: string };
}

/** Who is in a project, who is invited, and the ways in and out. */
export function membersPage(frame: Frame, page: MembersPage): Page {
  const { project, done } = page;
  const words = frame.text.members;
  const mayManage = roleAtLeast(project.role, "admin");
  const body = html`${projectHead(frame, project, { section: "members" })}
<div class="stack">
${notice(done)}
<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>
${mayManage ? null : badNotice(page.refused?.message)}
${memberTable(frame, page)}
<details class="behind"><summary>${words.rolesTitle}</summary>
<dl class="facts">${ROLES.map((role) => html`<div><dt>${frame.text.projects.role[role]}</dt><dd>${words.roles[role]}</dd></div>`)}</dl></details>
</section>
${mayManage ? inviteCard(frame, page) : null}
${mayManage && page.invitations.length > 0 ? waitingCard(frame, page) : null}
</div>`;
  return { title: `${words.title} · ${project.name}`, body };
}

/** The link right after it was made: this page is the only place where it ever stands. */
export function invitationPage(
  frame: Frame,
  { project, invitation, link }: { project: ProjectDetails; invitation: NewInvitation; link: string },
): Page {
  const words = frame.text.members;
  const day = frame.format.day(invitation.expiresAt, project.timezone);
  const body = html`${projectHead(frame, project, { section: "members" })}
<section class="card stack"><h2>${words.linkTitle}</h2>
<p class="notice good" role="status">${words.linkLead(invitation.email, day)}</p>
${copyText(link)}
<p><a href="${pathOf(project)}" role="button">${words.linkDone}</a></p>
</section>`;
  return { title: words.linkTitle, shape: "reading", body };
}

/** Asks before somebody is taken out, or leaves. */
export function removeMemberPage(
  frame: Frame,
  { project, member }: { project: ProjectDetails; member: MemberView },
): Page {
  const words = frame.text.members;
  const leaves = member.userId === frame.user?.userId;
  const title = leaves ? words.leaveTitle : words.removeTitle(member.name);
  const body = html`${projectHead(frame, project, { section: "members" })}
<section class="card stack"><h2>${title}</h2>
<p><strong>${member.name}</strong> <span class="note">${member.email}</span></p>
<p>${leaves ? words.leaveText : words.removeText}</p>
<form method="post" action="${pathOf(project)}/${member.userId}/remove" class="actions">${tokenField(frame.formToken)}
<button type="submit" class="danger">${leaves ? words.leave : words.remove}</button>
<a href="${pathOf(project)}" role="button" class="plain">${words.keep}</a>
</form></section>`;
  return { title, shape: "reading", body };
}

function memberTable(frame: Frame, { project, members }: MembersPage): Html {
  const words = frame.text.members;
  return html`<table class="records">
<thead><tr><th scope="col">${words.member}</th><th scope="col">${words.role}</th><th scope="col">${words.since}</th><th scope="col"><span class="hidden-text">${words.action}</span></th></tr></thead>
<tbody>${members.map((member) => memberRow(frame, project, member))}</tbody>
</table>`;
}

function memberRow(frame: Frame, project: ProjectDetails, member: MemberView): Html {
  const { text, format, user } = frame;
  const words = text.members;
  const isSelf = member.userId === user?.userId;
  const mayChange = mayManage(project.role, member.role);
  const remove = html`<a href="${pathOf(project)}/${member.userId}/remove" role="button" class="danger small" aria-label="${isSelf ? words.leave : words.removeNamed(member.name)}">${isSelf ? words.leave : words.remove}</a>`;
  return html`<tr>
<th scope="row">${member.name}${isSelf ? html` <span class="tag">${words.you}</span>` : null}<p class="note">${member.email}</p></th>
<td data-label="${words.role}">${mayChange ? roleForm(frame, project, member) : text.projects.role[member.role]}</td>
<td data-label="${words.since}" class="when">${format.day(member.addedAt, project.timezone)}</td>
<td class="end">${isSelf || mayChange ? remove : null}</td>
</tr>`;
}

function roleForm({ text, formToken }: Frame, project: ProjectDetails, member: MemberView): Html {
  const words = text.members;
  return html`<form method="post" action="${pathOf(project)}/${member.userId}/role" class="inline">${tokenField(formToken)}
<select name="role" aria-label="${words.changeNamed(member.name)}">${roleOptions(text, project.role, member.role)}</select>
<button type="submit" class="plain small">${words.change}</button></form>`;
}

function inviteCard({ text, formToken }: Frame, { project, refused }: MembersPage): Html {
  const words = text.members;
  return html`<section class="card stack"><h2>${words.inviteTitle}</h2><p>${words.inviteLead}</p>
${badNotice(refused?.message)}
<form method="post" action="${pathOf(project)}/invite" class="stack narrow">${tokenField(formToken)}
<label>${words.email}
<input type="email" name="email" value="${refused?.email ?? ""}" required maxlength="254" autocomplete="off"></label>
<label>${words.role}
<select name="role">${roleOptions(text, project.role, refused?.role ?? "viewer")}</select></label>
<button type="submit">${words.invite}</button>
</form></section>`;
}

function waitingCard(frame: Frame, { project, invitations }: MembersPage): Html {
  const { text, format, formToken } = frame;
  const words = text.members;
  const row = ({ id, email, role, expiresAt }: InvitationView) => html`<li><div><strong>${email}</strong>
<p class="note">${text.projects.role[role]} · ${words.expires} ${format.day(expiresAt, project.timezone)}</p></div>
<form method="post" action="${pathOf(project)}/invitations/${id}/revoke">${tokenField(formToken)}
<button type="submit" class="danger small" aria-label="${words.takeBackNamed(email)}">${words.takeBack}</button></form></li>`;
  return html`<section class="card stack"><h2>${words.waitingTitle}</h2>
<ul class="rows">${invitations.map(row)}</ul></section>`;
}

function roleOptions(text: Frame["text"], acting: Role, selected: string): Html[] {
  return ROLES.filter((role) => mayManage(acting, role)).map(
    (role) =>
      html`<option value="${role}" ${role === selected ? html`selected` : null}>${text.projects.role[role]}</option>`,
  );
}

/** Admins manage everybody but owners, owners everybody. */
function mayManage(acting: Role, role: Role): boolean {
  return roleAtLeast(acting, role === "owner" ? "owner" : "admin");
}

function pathOf({ id }: ProjectDetails): string {
  return `/projects/${encodeURIComponent(id)}/settings/members`;
}
