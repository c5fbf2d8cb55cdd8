import { deleteProject } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { deleteProjectPage } from "../pages/delete-project.ts";
import { refusedWords } from "../refused.ts";
import { inProject } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/projects/:projectId/settings/delete";

/** Deleting a project, after its name was typed. */
export function routeDeleteProject(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    inProject(web, "owner", async ({ frame, project }) => deleteProjectPage(frame, { project, refused: null })),
  );

  scope.post(
    PATH,
    inProject(web, "owner", async ({ reply, frame, accounts, project, form }) => {
      try {
        await deleteProject(accounts, { projectId: project.id, confirmation: form.get("confirmation") ?? "" });
        return { redirect: "/?done=deleted" };
      } catch (error) {
        const refused = refusedWords(frame, reply, error);
        if (!refused) throw error;
        return { ...deleteProjectPage(frame, { project, refused: refused.message }), status: refused.status };
      }
    }),
  );
}
