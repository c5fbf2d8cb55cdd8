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
      const { frame, project } = visit;
      const done = queryField(visit.request, "done") === "created" ? frame.text.tracking.created : null;
      return trackingPage(frame, {
        project,
        origin: web.origin,
        publicKey: await findPublicKey(visit),
        lastEventAt: await web.store.dataThrough(project.id),
        done,
      });
    }),
  );

  scope.post(
    BASE,
    inProject(web, "admin", async (visit) => {
      const { accounts, frame, project } = visit;
      // Two presses of the button make one key.
      if (!(await findPublicKey(visit))) {
        await createKey(accounts, { kind: "public", projectId: project.id, name: frame.text.tracking.create.name });
      }
      return { redirect: `/projects/${encodeURIComponent(project.id)}/settings/tracking?done=created` };
    }),
  );
}

async function findPublicKey({ accounts, project }: ProjectVisit): Promise<string | null> {
  const keys = await listKeys(accounts, { projectId: project.id });
  return keys.find(({ publicValue, revokedAt }) => publicValue !== null && revokedAt === null)?.publicValue ?? null;
}
