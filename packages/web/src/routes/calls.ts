import { exportCalls, listCalls } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { callsPage } from "../pages/calls.ts";
import { inProject, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings/calls";

/** A project's call log, and the same as a file. */
export function routeCalls(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async ({ request, frame, accounts, project }) => {
      const [at, id] = [Number(queryField(request, "at") ?? Number.NaN), queryField(request, "id")];
      const before = Number.isFinite(at) && id ? { before: { at, id } } : {};
      return callsPage(frame, { project, ...(await listCalls(accounts, { projectId: project.id, ...before })) });
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
