import { listAttempts, listConnections, removeConnectionProject, revokeConnection } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import type { Speech } from "../language.ts";
import { connectionsPage } from "../pages/connections.ts";
import { diagnosisPage } from "../pages/diagnosis.ts";
import { inProject, parameter, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings";

/** What is connected to a project, and why something is not. */
export function routeSettings(scope: FastifyInstance, web: Web): void {
  scope.get(
    `${BASE}/diagnosis`,
    inProject(web, "viewer", async ({ frame, accounts, project }) =>
      diagnosisPage(frame, {
        project,
        clients: await listAttempts(accounts, { projectId: project.id }),
        mcpUrl: web.mcpUrl,
      }),
    ),
  );

  scope.get(
    `${BASE}/connections`,
    inProject(web, "viewer", async ({ request, frame, accounts, project }) =>
      connectionsPage(frame, {
        project,
        connections: await listConnections(accounts, { projectId: project.id }),
        done: doneWords(frame, queryField(request, "done")),
      }),
    ),
  );

  scope.post(
    `${BASE}/connections/:grantId/revoke`,
    inProject(web, "viewer", async ({ request, accounts, project }) => {
      const grantId = parameter(request, "grantId");
      const { ended } = await revokeConnection(accounts, { grantId, projectId: project.id });
      return { redirect: `${settingsPath(project.id)}/connections?done=${ended ? "revoked" : "removed"}` };
    }),
  );

  scope.post(
    `${BASE}/connections/revoke-all`,
    inProject(web, "admin", async ({ accounts, project }) => {
      for (const { grantId } of await listConnections(accounts, { projectId: project.id })) {
        await revokeConnection(accounts, { grantId, projectId: project.id });
      }
      return { redirect: `${settingsPath(project.id)}/connections?done=all` };
    }),
  );

  scope.post(
    `${BASE}/connections/:grantId/remove`,
    inProject(web, "viewer", async ({ request, accounts, project }) => {
      const grantId = parameter(request, "grantId");
      const { ended } = await removeConnectionProject(accounts, { grantId, projectId: project.id });
      return { redirect: `${settingsPath(project.id)}/connections?done=${ended ? "revoked" : "removed"}` };
    }),
  );
}

function settingsPath(projectId: string): string {
  return `/projects/${encodeURIComponent(projectId)}/settings`;
}

function doneWords({ text }: Speech, done: string | null): string | null {
  if (done === "revoked") return text.connections.noticeRevoked;
  if (done === "all") return text.connections.noticeAllRemoved;
  return done === "removed" ? text.connections.noticeRemoved : null;
}
