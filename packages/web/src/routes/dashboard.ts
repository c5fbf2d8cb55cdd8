import { roleFor } from "@heliometer/accounts";
import { Forbidden, InvalidInput, NotFound, roleAtLeast } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { nowCount, nowLists } from "../components/now.ts";
import { askList, askNow, askNumbers, PAGE_ROWS, ROWS_MAX } from "../dashboard/answers.ts";
import type { Board } from "../dashboard/board.ts";
import { CARD_NAMES, isMoneyCard, LIST_CARD_NAMES } from "../dashboard/cards.ts";
import { csvOf } from "../dashboard/csv.ts";
import { defaultDays, shownDays } from "../dashboard/days.ts";
import { filterFromForm } from "../dashboard/filter-form.ts";
import { type Input, queryOf, readState, type State } from "../dashboard/state.ts";
import { faultInWords } from "../fault-words.ts";
import { html } from "../html.ts";
import { allRowsPage } from "../pages/all-rows.ts";
import { dashboardPage, refusedDashboardPage } from "../pages/dashboard.ts";
import { projectPath, reportContext } from "../report-context.ts";
import { inProject, type ProjectVisit, parameter, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";

/** The dashboard of a project, and what it leads to: all rows, files, filters, and who is there now. */
export function routeDashboard(scope: FastifyInstance, web: Web): void {
  const base = "/projects/:projectId";
  scope.get(
    base,
    inProject(web, "viewer", (visit) => answerOrRefuse(web, visit, (board) => showDashboard(web, board))),
  );
  scope.get(
    `${base}/all/:card`,
    inProject(web, "viewer", (visit) => answerOrRefuse(web, visit, (board) => showAll(board, visit))),
  );
  scope.get(
    `${base}/csv/:card`,
    inProject(web, "viewer", (visit) => answerOrRefuse(web, visit, (board) => downloadCsv(board, visit))),
  );
  scope.get(
    `${base}/filter`,
    inProject(web, "viewer", async (visit) => {
      const query = visit.request.query as Input;
      const path = projectPath(visit.project);
      return { redirect: `${path}${queryOf(readState(query), filterFromForm(query))}` };
    }),
  );
  scope.get(
    `${base}/now`,
    inProject(web, "viewer", async (visit) => {
      const { data } = await askNow(reportContext(web, visit.project));
      const { frame } = visit;
      return {
        fragment: html`<details><summary>${nowCount(frame, data)}</summary><div data-now>${nowLists(frame, data)}</div></details>`,
      };
    }),
  );
}

/** What the address asks for; dates or filters that cannot be read are said in words, with the menu to choose others. */
async function answerOrRefuse(
  web: Web,
  visit: ProjectVisit,
  answer: (board: Board) => Promise<Result>,
): Promise<Result> {
  const { frame, project, request } = visit;
  const onFault = (error: unknown) => request.log.error({ err: error }, "A part of the dashboard failed");
  const common = { frame, project, context: reportContext(web, project), path: projectPath(project), onFault };
  try {
    return await answer({ ...common, state: readState(request.query as Input), days: defaultDays(frame) });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const state: State = {};
    const board = { ...common, state, days: defaultDays(frame) };
    return { ...refusedDashboardPage(board, faultInWords(frame.text, error)), status: 400 };
  }
}

async function showDashboard(web: Web, board: Board): Promise<Result> {
  const [numbers, now] = await Promise.all([
    askNumbers(board.context, board.state),
    // The numbers are worth showing without it.
    askNow(board.context).then(
      ({ data }) => data,
      (error: unknown) => {
        board.onFault(error);
        return null;
      },
    ),
  ]);
  const days = shownDays(board.frame, board.state, numbers.meta);
  return dashboardPage({ board: { ...board, days }, numbers, now, mcpUrl: web.mcpUrl });
}

async function showAll(board: Board, { request }: ProjectVisit): Promise<Result> {
  const name = LIST_CARD_NAMES.find((known) => known === parameter(request, "card"));
  if (!name) throw new NotFound("There is no such list.");
  const page = pageNumber(queryField(request, "page"));
  const answer = await askList(board.context, board.state, { card: name, limit: page * PAGE_ROWS });
  const days = shownDays(board.frame, board.state, answer.meta);
  return allRowsPage({ ...board, days }, { name, answer, page });
}

async function downloadCsv(board: Board, { request }: ProjectVisit): Promise<Result> {
  const name = CARD_NAMES.find((known) => known === parameter(request, "card"));
  if (!name) throw new NotFound("There is no such file.");
  const needed = roleFor("revenue:read");
  if (isMoneyCard(name) && !roleAtLeast(board.project.role, needed)) {
    const { errors, projects } = board.frame.text;
    throw new Forbidden(errors.needsRole(projects.role[needed], projects.role[board.project.role]));
  }
  const file = await csvOf(board.context, board.state, name);
  return { download: file.name, type: "text/csv; charset=utf-8", content: file.content };
}

/** From 1; whatever is no page that there may be is the first one. */
function pageNumber(text: string | null): number {
  const page = Number(text);
  return Number.isInteger(page) && page >= 1 && page <= ROWS_MAX / PAGE_ROWS ? page : 1;
}
