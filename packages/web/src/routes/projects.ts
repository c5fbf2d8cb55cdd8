import { listOpenOrganizations, listProjects } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import type { Speech } from "../language.ts";
import { projectsPage } from "../pages/projects.ts";
import { queryField, signedIn } from "../visit.ts";
import type { Web } from "../web.ts";

/** The list of projects. */
export function routeProjects(scope: FastifyInstance, web: Web): void {
  scope.get(
    "/",
    signedIn(web, async ({ request, frame, accounts }) =>
      projectsPage(frame, {
        projects: await listProjects(accounts),
        mayAdd: (await listOpenOrganizations(accounts)).length > 0,
        done: doneWords(frame, queryField(request, "done")),
      }),
    ),
  );
}

function doneWords({ text }: Speech, done: string | null): string | null {
  if (done === "left") return text.members.noticeLeft;
  return done === "deleted" ? text.deleteProject.done : null;
}
