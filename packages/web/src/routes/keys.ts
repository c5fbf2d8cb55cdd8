import { type KeyView, listKeys, revokeKey } from "@heliometer/accounts";
import { Conflict, InvalidInput, NotFound } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { projectHead } from "../components/project-head.ts";
import { faultInWords } from "../fault-words.ts";
import { keyLines } from "../pages/connect-snippets.ts";
import { keyCreatedPage } from "../pages/key-created.ts";
import { keyRevokePage } from "../pages/key-revoke.ts";
import { keysPage } from "../pages/keys.ts";
import { inProject, type ProjectVisit, parameter, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";
import { createKeyOnce } from "./create-key-once.ts";

const BASE = "/projects/:projectId/settings/keys";

/** The keys of a project. */
export function routeKeys(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async ({ request, frame, accounts, project }) => {
      const keys = await listKeys(accounts, { projectId: project.id });
      const done = queryField(request, "done") === "revoked" ? frame.text.keys.noticeRevoked : null;
      return keysPage(frame, { project, keys, done });
    }),
  );

  scope.post(
    BASE,
    inProject(web, "admin", (visit) => makeKey(web, visit)),
  );

  scope.get(
    `${BASE}/:keyId/revoke`,
    inProject(web, "admin", async (visit) => askToRevoke(visit, await findLivingKey(visit))),
  );

  scope.post(
    `${BASE}/:keyId/revoke`,
    inProject(web, "admin", async (visit) => {
      const { id } = await findLivingKey(visit);
      await revokeKey(visit.accounts, { keyId: id });
      return { redirect: `${keysPath(visit)}?done=revoked` };
    }),
  );
}

async function makeKey(web: Web, visit: ProjectVisit): Promise<Result> {
  const { frame, accounts, project, form } = visit;
  const name = form.get("name") ?? "";
  const access = form.get("access") === "full" ? "full" : "read";
  try {
    const key = await createKeyOnce(web, visit, { kind: "secret", access, projectId: project.id, name });
    const { claudeCode, codex, cursor } = keyLines(web.mcpUrl, key);
    const { clients } = frame.text.guide;
    return keyCreatedPage(frame, {
      title: frame.text.keys.createdTitle,
      name,
      key,
      back: keysPath(visit),
      head: projectHead(frame, project, { section: "keys" }),
      snippets: [
        { client: clients.claudeCode.name, text: claudeCode },
        { client: clients.codex.name, text: codex },
        { client: clients.cursor.name, text: cursor },
      ],
    });
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Conflict)) throw error;
    const keys = await listKeys(accounts, { projectId: project.id });
    return {
      ...keysPage(frame, {
        project,
        keys,
        done: null,
        refused: { message: faultInWords(frame.text, error), name, access },
      }),
      status: error.status,
    };
  }
}

function askToRevoke(visit: ProjectVisit, key: KeyView): Result {
  const { frame, project } = visit;
  const { text } = frame;
  const back = keysPath(visit);
  return keyRevokePage(frame, {
    title: text.keys.revokeTitle,
    submit: text.keys.revokeSubmit,
    key,
    action: `${back}/${encodeURIComponent(key.id)}/revoke`,
    back,
    zone: project.timezone,
    head: projectHead(frame, project, { section: "keys" }),
  });
}

/** A key of this project that still works; the path may name any. */
async function findLivingKey({ request, accounts, project }: ProjectVisit): Promise<KeyView> {
  const keys = await listKeys(accounts, { projectId: project.id });
  const key = keys.find(({ id, revokedAt }) => id === parameter(request, "keyId") && revokedAt === null);
  if (!key) throw new NotFound("No such key.");
  return key;
}

function keysPath({ project }: ProjectVisit): string {
  return `/projects/${encodeURIComponent(project.id)}/settings/keys`;
}
