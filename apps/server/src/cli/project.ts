import { parseArgs } from "node:util";
import {
  addMember,
  createKey,
  createOrganization,
  createProject,
  deleteProject,
  findProject,
} from "@heliometer/accounts";
import { type Command, required, withControlStore } from "./command.ts";

const ADD = "project add --name NAME --owner MAIL [--domain HOST …] [--timezone ZONE] [--currency CODE]";
const DELETE = "project delete --id ID --confirm NAME";

export const projectAddCommand: Command = {
  words: ["project", "add"],
  usage: ADD,
  summary: "add a project with its owner and a public key for its site",
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        name: { type: "string" },
        owner: { type: "string" },
        domain: { type: "string", multiple: true, default: [] },
        timezone: { type: "string", default: "UTC" },
        currency: { type: "string", default: "USD" },
      },
    });
    const name = required(values.name, "name", ADD);
    const owner = required(values.owner, "owner", ADD);
    await withControlStore((ctx) =>
      ctx.db.transaction().execute(async (db) => {
        const operator = { ...ctx, db };
        const organization = await createOrganization(operator, { name });
        const project = await createProject(operator, {
          organizationId: organization.id,
          name,
          domains: values.domain,
          timezone: values.timezone,
          currency: values.currency,
        });
        await addMember(operator, { projectId: project.id, email: owner, role: "owner" });
        const key = await createKey(operator, { kind: "public", projectId: project.id, name: "Website" });
        console.log(`Project ${project.name} added: ${project.id}\nPublic key: ${key.key}`);
      }),
    );
  },
};

export const projectDeleteCommand: Command = {
  words: ["project", "delete"],
  usage: DELETE,
  summary: "delete a project with its keys, members and part of every connection",
  async run(args) {
    const { values } = parseArgs({ args, options: { id: { type: "string" }, confirm: { type: "string" } } });
    const projectId = required(values.id, "id", DELETE);
    const confirmation = required(values.confirm, "confirm", DELETE);
    await withControlStore(async (ctx) => {
      const { name } = await findProject(ctx, { projectId });
      await deleteProject(ctx, { projectId, confirmation });
      console.log(
        `Project ${name} is deleted. A running server erases its events within a minute; without one it is done after the next start.`,
      );
    });
  },
};
