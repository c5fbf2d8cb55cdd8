import { exportCalls, listCalls } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { callsPage } from "../pages/calls.ts";
import { inProject, pagePlace, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings/calls";

/** A project's call log, and the same as a file. */
export function routeCalls(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async ({ request, frame, accounts, project }) => {
      const credentialId = queryField(request, "credential");
      const wanted = { projectId: project.id, ...pagePlace(request), ...(credentialId && { credentialId }) };
      return callsPage(frame, { project, credentialId, ...(await listCalls(accounts, wanted)) });
    }),
  );

  scope.get(
    `${BASE}.csv`,
    inProject(web, "admin", async ({ accounts, project }) => ({
      download: "call-log.csv",
      type: "text/csv; charset=utf-8",
      content: await exportCalls(accounts, { projectId: project.id }),
    })),
  );
}
