import { parseArgs } from "node:util";
import { addMember, createKey, createOrganization, createProject } from "@heliometer/accounts";
import { type Command, required, withControlStore } from "./command.ts";

const USAGE = "project add --name NAME --owner MAIL [--domain HOST …] [--timezone ZONE] [--currency CODE]";

export const projectAddCommand: Command = {
  words: ["project", "add"],
  usage: USAGE,
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
    const name = required(values.name, "name", USAGE);
    const owner = required(values.owner, "owner", USAGE);
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
