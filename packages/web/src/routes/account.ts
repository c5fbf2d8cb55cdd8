import {
  type KeyView,
  listOwnConnections,
  listOwnKeys,
  listProjects,
  removeConnectionProject,
  revokeConnection,
  revokeKey,
  revokeOwnConnections,
  setConnectionProjects,
} from "@heliometer/accounts";
import { Conflict, InvalidInput, NotFound } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { accountHead } from "../components/account-head.ts";
import { faultInWords } from "../fault-words.ts";
import type { Speech } from "../language.ts";
import { ACCOUNT_ZONE, type AccountPage, accountPage } from "../pages/account.ts";
import { keyCreatedPage } from "../pages/key-created.ts";
import { keyRevokePage } from "../pages/key-revoke.ts";
import { parameter, queryField, type Result, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";
import { createKeyOnce } from "./create-key-once.ts";

const PATH = "/account";

/** What belongs to a person rather than to a project. */
export function routeAccount(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    signedIn(web, (visit) => show(visit, { done: doneWords(visit.frame, queryField(visit.request, "done")) })),
  );

  scope.post(
    `${PATH}/tokens`,
    signedIn(web, (visit) => makeToken(web, visit)),
  );

  scope.get(
    `${PATH}/tokens/:keyId/revoke`,
    signedIn(web, async (visit) => askToRevoke(visit, await findLivingToken(visit))),
  );

  scope.post(
    `${PATH}/tokens/:keyId/revoke`,
    signedIn(web, async (visit) => {
      const { id } = await findLivingToken(visit);
      await revokeKey(visit.accounts, { keyId: id });
      return { redirect: `${PATH}?done=token` };
    }),
  );

  scope.post(
    `${PATH}/connections/:grantId/revoke`,
    signedIn(web, async ({ request, accounts }) => {
      await revokeConnection(accounts, { grantId: parameter(request, "grantId") });
      return { redirect: `${PATH}?done=connection` };
    }),
  );

  scope.post(
    `${PATH}/connections/:grantId/projects/:projectId/remove`,
    signedIn(web, async ({ request, accounts }) => {
      const chosen = { grantId: parameter(request, "grantId"), projectId: parameter(request, "projectId") };
      const { ended } = await removeConnectionProject(accounts, chosen);
      return { redirect: `${PATH}?done=${ended ? "connection" : "project"}` };
    }),
  );

  scope.post(
    `${PATH}/connections/:grantId/projects`,
    signedIn(web, async ({ request, accounts, form }) => {
      const grantId = parameter(request, "grantId");
      const projectIds = form.getAll("project");
      // Without any project there is nothing left to read.
      if (projectIds.length === 0) await revokeConnection(accounts, { grantId });
      else await setConnectionProjects(accounts, { grantId, projectIds });
      return { redirect: `${PATH}?done=${projectIds.length === 0 ? "connection" : "projects"}` };
    }),
  );

  scope.post(
    `${PATH}/connections/revoke-all`,
    signedIn(web, async ({ accounts }) => {
      await revokeOwnConnections(accounts);
      return { redirect: `${PATH}?done=connections` };
    }),
  );
}

async function show({ frame, accounts }: Visit, rest: Pick<AccountPage, "done" | "refused">): Promise<Result> {
  const [connections, tokens, projects] = await Promise.all([
    listOwnConnections(accounts),
    listOwnKeys(accounts),
    listProjects(accounts),
  ]);
  return accountPage(frame, { connections, tokens, projects, ...rest });
}

async function makeToken(web: Web, visit: Visit): Promise<Result> {
  const { text } = visit.frame;
  const name = visit.form.get("name") ?? "";
  try {
    const key = await createKeyOnce(web, visit, { kind: "personal", name });
    const { withKey, address } = text.guide;
    return keyCreatedPage(visit.frame, {
      title: text.account.createdTitle,
      name,
      key,
      back: PATH,
      head: accountHead(visit.frame, "access"),
      snippets: [
        { client: address, text: web.mcpUrl },
        { client: withKey.tokenHeader, text: `Authorization: Bearer ${key}` },
      ],
    });
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Conflict)) throw error;
    return {
      ...(await show(visit, { done: null, refused: { message: faultInWords(text, error), name } })),
      status: error.status,
    };
  }
}

function askToRevoke({ frame }: Visit, key: KeyView): Result {
  const { text } = frame;
  return keyRevokePage(frame, {
    title: text.account.revokeTitle,
    submit: text.account.revokeSubmit,
    key,
    action: `${PATH}/tokens/${encodeURIComponent(key.id)}/revoke`,
    back: PATH,
    zone: ACCOUNT_ZONE,
    head: accountHead(frame, "access"),
  });
}

async function findLivingToken({ request, accounts }: Visit): Promise<KeyView> {
  const tokens = await listOwnKeys(accounts);
  const token = tokens.find(({ id, revokedAt }) => id === parameter(request, "keyId") && revokedAt === null);
  if (!token) throw new NotFound("No such token.");
  return token;
}

function doneWords({ text }: Speech, done: string | null): string | null {
  if (done === "token") return text.account.noticeRevoked;
  if (done === "projects") return text.connections.noticeProjects;
  if (done === "project") return text.connections.noticeRemoved;
  if (done === "connections") return text.connections.noticeAllRevoked;
  return done === "connection" ? text.connections.noticeRevoked : null;
}
