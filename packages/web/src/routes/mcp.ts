import { listProjects, readInstance, updateProject } from "@heliometer/accounts";
import { type Role, roleAtLeast } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { mcpPage } from "../pages/mcp.ts";
import { inProject } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/projects/:projectId/settings/mcp";

/** Whether assistants may read a project, and its own switch. */
export function routeMcp(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    inProject(web, "viewer", async ({ frame, accounts, project }) => {
      const { isOperator } = frame.user;
      const roles = (await listProjects(accounts)).map(({ role }) => role);
      const highestRole = isOperator ? "owner" : roles.reduce<Role>((best, role) => higher(best, role), "viewer");
      const instance = await readInstance(web);
      return mcpPage(frame, { project, instance, mcpUrl: web.mcpUrl, highestRole, isOperator });
    }),
  );

  scope.post(
    PATH,
    inProject(web, "admin", async ({ accounts, project, form }) => {
      await updateProject(accounts, { projectId: project.id, mcpEnabled: form.get("enabled") === "yes" });
      return { redirect: `/projects/${encodeURIComponent(project.id)}/settings/mcp` };
    }),
  );
}

function higher(one: Role, other: Role): Role {
  return roleAtLeast(one, other) ? one : other;
}
