import { listOpenOrganizations, listProjects, type ProjectDetails } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import type { Week } from "../components/project-card.ts";
import { askNumbers, askTrend } from "../dashboard/answers.ts";
import type { Speech } from "../language.ts";
import { projectsPage } from "../pages/projects.ts";
import { reportContext } from "../report-context.ts";
import { queryField, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";

/** Of so many projects the numbers are shown; asking for more would make everybody else wait. */
const WEEKS_MAX = 12;

/** The list of projects. */
export function routeProjects(scope: FastifyInstance, web: Web): void {
  scope.get(
    "/",
    signedIn(web, async (visit) => {
      const { request, frame, accounts } = visit;
      const projects = await listProjects(accounts);
      return projectsPage(frame, {
        projects: projects.map((project, index) => ({
          project,
          week: index < WEEKS_MAX ? readWeek(web, visit, project) : Promise.resolve(null),
        })),
        mayAdd: (await listOpenOrganizations(accounts)).length > 0,
        done: doneWords(frame, queryField(request, "done")),
      });
    }),
  );
}

/** A project whose numbers cannot be read stands in the list without them. */
async function readWeek(web: Web, { request }: Visit, project: ProjectDetails): Promise<Week | null> {
  const context = reportContext(web, project);
  try {
    const [numbers, trend] = await Promise.all([askNumbers(context, {}), askTrend(context, {})]);
    return { numbers, trend };
  } catch (error) {
    request.log.error({ err: error }, "The numbers of a project failed");
    return null;
  }
}

function doneWords({ text }: Speech, done: string | null): string | null {
  if (done === "left") return text.members.noticeLeft;
  return done === "deleted" ? text.deleteProject.done : null;
}
