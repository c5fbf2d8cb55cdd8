import {
  connectProvider,
  disconnectProvider,
  replaceConnectionSecrets,
  startBackfill,
  stopBackfill,
} from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import { inProject, type ProjectVisit, parameter } from "../visit.ts";
import type { Web } from "../web.ts";
import { connectionsOf, takeForm } from "./revenue-view.ts";

type Which = { projectId: string; connectionId: string };

/** Connects a project with payment providers, and changes and ends connections. */
export function routeRevenueConnections(scope: FastifyInstance, web: Web, base: string): void {
  scope.post(
    `${base}/connect`,
    inProject(web, "admin", (visit) =>
      takeForm(web, visit, async () => {
        const { form, project } = visit;
        const name = form.get("name")?.trim();
        await connectProvider(connectionsOf(web, visit), {
          projectId: project.id,
          provider: form.get("provider") ?? "",
          ...(name && { name }),
          ...secretsOf(form),
        });
        return "done=connected";
      }),
    ),
  );
  const verbs: Readonly<Record<string, (visit: ProjectVisit, which: Which) => Promise<string>>> = {
    secrets: async (visit, which) => {
      await replaceConnectionSecrets(connectionsOf(web, visit), { ...which, ...secretsOf(visit.form) });
      return "done=replaced";
    },
    history: async (visit, which) => {
      await startBackfill(connectionsOf(web, visit), which);
      return "done=reading";
    },
    stop: async (visit, which) => {
      await stopBackfill(connectionsOf(web, visit), which);
      return "done=stopped";
    },
    disconnect: async (visit, which) => {
      await disconnectProvider(connectionsOf(web, visit), which);
      return "done=disconnected";
    },
  };
  for (const [name, run] of Object.entries(verbs)) {
    scope.post(
      `${base}/connections/:connectionId/${name}`,
      inProject(web, "admin", (visit) => {
        const which = { projectId: visit.project.id, connectionId: parameter(visit.request, "connectionId") };
        return takeForm(web, visit, () => run(visit, which));
      }),
    );
  }
}

/** A secret that is left empty stays as it is. */
function secretsOf(form: URLSearchParams): { signingSecret?: string; apiKey?: string } {
  const signingSecret = form.get("signingSecret")?.trim();
  const apiKey = form.get("apiKey")?.trim();
  return { ...(signingSecret && { signingSecret }), ...(apiKey && { apiKey }) };
}
