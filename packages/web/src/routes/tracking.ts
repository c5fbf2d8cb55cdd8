import { createKey, listKeys } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { trackingPage } from "../pages/tracking.ts";
import { inProject, type ProjectVisit, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings/tracking";

/** How visits of a project are counted. */
export function routeTracking(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async (visit) => {
      const done = queryField(visit.request, "done") === "created" ? web.text.tracking.created : null;
      const { frame, project } = visit;
      return trackingPage(frame, { project, origin: web.origin, publicKey: await findPublicKey(visit), done });
    }),
  );

  scope.post(
    BASE,
    inProject(web, "admin", async (visit) => {
      const { accounts, project } = visit;
      // Two presses of the button make one key.
      if (!(await findPublicKey(visit))) {
        await createKey(accounts, { kind: "public", projectId: project.id, name: web.text.tracking.create.name });
      }
      return { redirect: `/projects/${encodeURIComponent(project.id)}/settings/tracking?done=created` };
    }),
  );
}

async function findPublicKey({ accounts, project }: ProjectVisit): Promise<string | null> {
  const keys = await listKeys(accounts, { projectId: project.id });
  return keys.find(({ publicValue, revokedAt }) => publicValue !== null && revokedAt === null)?.publicValue ?? null;
}
