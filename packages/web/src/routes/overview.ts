import { listProjects } from "@heliometer/accounts";
import { inputFromQuery, queryFromInput, type ReportContext } from "@heliometer/analytics";
import { InvalidInput } from "@heliometer/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { PeriodMenu } from "../components/period-menu.ts";
import { faultInWords } from "../fault-words.ts";
import { askOverview, type OverviewAnswers, pickQuestion, type Question } from "../overview-answers.ts";
import { overviewPage, refusedOverviewPage } from "../pages/overview.ts";
import { projectsPage } from "../pages/projects.ts";
import { inProject, type ProjectVisit, queryField, type Result, signedIn } from "../visit.ts";
import type { Web } from "../web.ts";

const DEFAULT_PERIOD = "last_7_days";
const DAY_CHARACTERS = 10;

/** The list of projects, and the overview of each. */
export function routeOverview(scope: FastifyInstance, web: Web): void {
  scope.get(
    "/",
    signedIn(web, async ({ request, frame, accounts }) =>
      projectsPage(frame, {
        projects: await listProjects(accounts),
        done: doneWords(web, queryField(request, "done")),
      }),
    ),
  );
  scope.get(
    "/projects/:projectId",
    inProject(web, "viewer", (visit) => showOverview(web, visit)),
  );
}

async function showOverview(web: Web, { request, frame, project }: ProjectVisit): Promise<Result> {
  const action = `/projects/${encodeURIComponent(project.id)}`;
  const context: ReportContext = {
    store: web.store,
    project,
    now: web.clock(),
    dashboardUrl: `${web.origin}${action}`,
  };
  try {
    const question = readQuestion(request);
    const answers = await askOverview(context, question);
    const menu = { action, ...menuFor(web, question, answers) };
    return await overviewPage(frame, { project, answers, menu, mcpUrl: web.mcpUrl });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const label = web.text.periods[DEFAULT_PERIOD];
    const menu = { action, label, period: null, startDate: "", endDate: "", kept: {} };
    const refused = { project, menu, mcpUrl: web.mcpUrl, message: faultInWords(web.text, error) };
    return { ...refusedOverviewPage(frame, refused), status: 400 };
  }
}

/** The question in the page's address. An empty field is one that was not filled in. */
function readQuestion(request: FastifyRequest): Question {
  const given = Object.entries(request.query as Question).filter(([, value]) => value !== "");
  const input = inputFromQuery(Object.fromEntries(given));
  const question = pickQuestion(input);
  return input.compare === undefined ? question : { ...question, compare: input.compare };
}

function menuFor(web: Web, question: Question, { meta }: OverviewAnswers): Omit<PeriodMenu, "action"> {
  const periods: Readonly<Record<string, string>> = web.text.periods;
  const named = question.startDate === undefined && question.endDate === undefined;
  const period = named && typeof question.period === "string" ? question.period : named ? DEFAULT_PERIOD : null;
  const lastInstant = new Date(Date.parse(meta.end) - 1);
  const { period: _period, startDate: _start, endDate: _end, ...kept } = question;
  return {
    label: (period && periods[period]) || web.format.range(meta.start, meta.end, meta.timezone),
    period,
    startDate: meta.start.slice(0, DAY_CHARACTERS),
    endDate: lastInstant.toLocaleDateString("sv-SE", { timeZone: meta.timezone }),
    kept: Object.fromEntries(new URLSearchParams(queryFromInput(kept))),
  };
}

function doneWords({ text }: Web, done: string | null): string | null {
  if (done === "left") return text.members.noticeLeft;
  return done === "deleted" ? text.deleteProject.done : null;
}
