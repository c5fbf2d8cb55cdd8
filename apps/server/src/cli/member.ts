import { parseArgs } from "node:util";
import { inviteMember } from "@heliometer/accounts";
import { InvalidInput, ROLES } from "@heliometer/core";
import { type Command, required, withControlStore } from "./command.ts";

const USAGE = `member invite --project ID --email MAIL [--role ${ROLES.join("|")}]`;

export const memberInviteCommand: Command = {
  words: ["member", "invite"],
  usage: USAGE,
  summary: "make a one-time link into a project, good for seven days",
  async run(args) {
    const { values } = parseArgs({
      args,
      options: { project: { type: "string" }, email: { type: "string" }, role: { type: "string", default: "viewer" } },
    });
    const projectId = required(values.project, "project", USAGE);
    const email = required(values.email, "email", USAGE);
    const role = ROLES.find((known) => known === values.role);
    if (!role) {
      throw new InvalidInput({ field: "--role", rule: "is not a role.", received: values.role, allowed: ROLES });
    }
    await withControlStore(async (ctx, { publicUrl }) => {
      const { token } = await inviteMember(ctx, { projectId, email, role });
      const link = `${publicUrl.origin}/invite?${new URLSearchParams({ token })}`;
      console.log(`Send this link to ${email}. It works once, for seven days:\n${link}`);
    });
  },
};
