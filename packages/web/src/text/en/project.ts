import type { Role } from "@heliometer/core";

/** English texts of a project's members. */
export const members = {
  title: "Members",
  lead: "Everybody who may see this project, and what their role lets them do.",
  roles: {
    viewer: "sees reports, and may let assistants read visitors and page views",
    editor: "also revenue, and the general settings",
    admin: "also customers’ names, keys, members and everybody’s connections",
    owner: "also other owners, and may delete the project",
  } satisfies Record<Role, string>,
  rolesTitle: "What the roles mean",
  you: "you",
  member: "Member",
  role: "Role",
  since: "Since",
  action: "Action",
  change: "Change",
  changeNamed: (name: string) => `Change the role of ${name}`,
  remove: "Remove",
  removeNamed: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: "Their connections lose this project with the next call. They can be invited again.",
  leave: "Leave",
  leaveTitle: "Leave this project?",
  leaveText: "You will not see it any more, and your connections lose it. An admin can invite you again.",
  keep: "Cancel",
  inviteTitle: "Invite somebody",
  inviteLead: "You get a link that works once and for seven days. Send it to them yourself.",
  email: "E-mail",
  invite: "Make a link",
  linkTitle: "The invitation",
  linkLead: (email: string, day: string) =>
    `Send this link to ${email}. It works once, until ${day}, and is shown only now.`,
  linkDone: "Done",
  waitingTitle: "Invitations that wait",
  expires: "Ends",
  takeBack: "Take back",
  takeBackNamed: (email: string) => `Take back the invitation of ${email}`,
  noticeRole: "The role is changed. It holds from now on, for connections too.",
  noticeRemoved: "Removed. Their connections do not read this project any more.",
  noticeTakenBack: "The link does not work any more.",
  noticeLeft: "You have left the project.",
};

/** English texts for deleting a project. */
export const deleteProject = {
  title: "Delete this project",
  lead: "Ends its keys and memberships and takes it out of every connection. Its events are erased within a few minutes, and once more an hour later for what was still on its way. This cannot be undone.",
  ask: "Delete project",
  confirm: (name: string) => `Type ${name} to confirm`,
  submit: "Delete for good",
  cancel: "Keep it",
  done: "The project is deleted.",
};
