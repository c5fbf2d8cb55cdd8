import { lendToken } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import type { TestResult } from "../connection-test/finding.ts";
import { testConnection } from "../connection-test/run.ts";
import { createQuestions } from "../example-questions.ts";
import { type ClientName, type ConnectGuide, connectGuidePage, usualClient } from "../pages/connect-guide.ts";
import { refusedWords } from "../refused.ts";
import { reportContext } from "../report-context.ts";
import { inProject, type ProjectVisit, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";
import { createKeyOnce } from "./create-key-once.ts";

const BASE = "/projects/:projectId/settings/connect";
/** In the guide a key that nobody used is made anew, so that the lines hold it. */
const REPLACED_MS = 120_000;
const TOO_MANY = 429;

type Shown = Pick<ConnectGuide, "key" | "test" | "refused">;

/** The connect guide, the key that is made in it, and the test of the connection. */
export function routeConnectGuide(scope: FastifyInstance, web: Web): void {
  const questionsFor = createQuestions(web.clock);
  /** Who has a test running. */
  const testing = new Set<string>();

  async function show({ frame, project }: ProjectVisit, client: string | null, shown: Shown): Promise<Result> {
    const mayReadRevenue = project.scopes.includes("revenue:read");
    const questions = await questionsFor(frame.text.guide, reportContext(web, project), mayReadRevenue);
    const { mcpUrl } = web;
    return connectGuidePage(frame, { project, mcpUrl, client: clientIn(frame, client, mcpUrl), questions, ...shown });
  }

  scope.get(
    BASE,
    inProject(web, "viewer", (visit) => show(visit, queryField(visit.request, "client"), {})),
  );

  scope.post(
    `${BASE}/key`,
    inProject(web, "viewer", async (visit) => {
      const client = visit.form.get("client");
      try {
        return await show(visit, client, { key: await makeKey(web, visit, clientIn(visit.frame, client, web.mcpUrl)) });
      } catch (error) {
        const refused = refusedWords(visit.frame, visit.reply, error);
        if (!refused) throw error;
        return { ...(await show(visit, client, { refused: refused.message })), status: refused.status };
      }
    }),
  );

  scope.post(
    `${BASE}/test`,
    inProject(web, "viewer", async (visit) => {
      const { frame, form } = visit;
      const { userId } = frame.user;
      if (testing.has(userId)) {
        const refused = frame.text.connectionTest.busy;
        return { ...(await show(visit, form.get("client"), { refused })), status: TOO_MANY };
      }
      testing.add(userId);
      try {
        return await show(visit, form.get("client"), { test: await test(web, visit) });
      } finally {
        testing.delete(userId);
      }
    }),
  );
}

function test(web: Web, { accounts, project }: ProjectVisit): Promise<TestResult[]> {
  return testConnection({
    origin: web.origin,
    projectId: project.id,
    withToken: (use) => lendToken(accounts, use),
  });
}

/** A read-only key of the project, or for those who may not make one a token of their own. */
function makeKey(web: Web, visit: ProjectVisit, client: ClientName): Promise<string> {
  const { project, frame } = visit;
  const { guide } = frame.text;
  const common = { name: guide.withKey.keyName(guide.clients[client].name), withinMs: REPLACED_MS };
  return roleAtLeast(project.role, "admin")
    ? createKeyOnce(web, visit, { ...common, kind: "secret", access: "read", projectId: project.id })
    : createKeyOnce(web, visit, { ...common, kind: "personal" });
}

function clientIn({ text }: ProjectVisit["frame"], name: string | null, mcpUrl: string): ClientName {
  const names = Object.keys(text.guide.clients) as ClientName[];
  return names.find((known) => known === name) ?? usualClient(mcpUrl);
}
