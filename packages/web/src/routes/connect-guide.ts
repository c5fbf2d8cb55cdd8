import { createKey, lendToken, listKeys, listOwnKeys, revokeKey } from "@heliometer/accounts";
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

const BASE = "/projects/:projectId/settings/connect";
/** A key that nobody used and that is this new was made by the same press of a button, or by the one before. */
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
async function makeKey(web: Web, { accounts, project, frame }: ProjectVisit, client: ClientName): Promise<string> {
  const { guide } = frame.text;
  const name = guide.withKey.keyName(guide.clients[client].name);
  const isAdmin = roleAtLeast(project.role, "admin");
  const before = isAdmin ? await listKeys(accounts, { projectId: project.id }) : await listOwnKeys(accounts);
  const { key } = isAdmin
    ? await createKey(accounts, { kind: "secret", access: "read", projectId: project.id, name })
    : await createKey(accounts, { kind: "personal", name });
  // Two presses of the button leave one key: the one that is shown.
  for (const old of before) {
    const isNew = old.createdAt > web.clock() - REPLACED_MS && old.lastUsedAt === null && old.revokedAt === null;
    if (isNew && old.name === name) await revokeKey(accounts, { keyId: old.id });
  }
  return key;
}

function clientIn({ text }: ProjectVisit["frame"], name: string | null, mcpUrl: string): ClientName {
  const names = Object.keys(text.guide.clients) as ClientName[];
  return names.find((known) => known === name) ?? usualClient(mcpUrl);
}
