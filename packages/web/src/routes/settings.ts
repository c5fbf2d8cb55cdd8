import {
  listAttempts,
  listConnections,
  readInstance,
  removeConnectionProject,
  revokeConnection,
  updateProject,
} from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { connectGuidePage } from "../pages/connect-guide.ts";
import { connectionsPage } from "../pages/connections.ts";
import { diagnosisPage } from "../pages/diagnosis.ts";
import { generalPage } from "../pages/general.ts";
import { inProject, parameter, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings";

/** A project's settings, connections and connect guide. */
export function routeSettings(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "editor", async ({ frame, project }) =>
      generalPage(frame, { project, instance: await readInstance(web) }),
    ),
  );

  scope.post(
    `${BASE}/assistants`,
    inProject(web, "admin", async ({ accounts, project, form }) => {
      await updateProject(accounts, { projectId: project.id, mcpEnabled: form.get("enabled") === "yes" });
      return { redirect: settingsPath(project.id) };
    }),
  );

  scope.get(
    `${BASE}/connect`,
    inProject(web, "viewer", async ({ frame, project }) => connectGuidePage(frame, { project, mcpUrl: web.mcpUrl })),
  );

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
        done: doneWords(web, queryField(request, "done")),
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

function doneWords({ text }: Web, done: string | null): string | null {
  if (done === "revoked") return text.connections.noticeRevoked;
  return done === "removed" ? text.connections.noticeRemoved : null;
}
