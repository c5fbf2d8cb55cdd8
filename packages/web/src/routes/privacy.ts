import {
  askErasure,
  findProject,
  listErasures,
  NO_CONSENT_PRESET,
  readPrivacy,
  type UpdatePrivacy,
  updatePrivacy,
  updateProject,
} from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { privacyPage } from "../pages/privacy.ts";
import { refusedWords } from "../refused.ts";
import { inProject, type ProjectVisit, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings/privacy";
const DIGEST = /^[0-9a-f]{16}$/;

/** What a project collects of its visitors, and the way to have one forgotten. */
export function routePrivacy(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async (visit) => show(web, visit, { done: doneWords(web, visit), refused: null })),
  );

  scope.post(
    BASE,
    inProject(web, "admin", (visit) =>
      take(web, visit, async () => {
        const { accounts, project, form } = visit;
        await updateProject(accounts, { projectId: project.id, domains: lines(form.get("domains")) });
        await updatePrivacy(accounts, readSettings(project.id, form));
        return "done=saved";
      }),
    ),
  );

  scope.post(
    `${BASE}/preset`,
    inProject(web, "admin", (visit) =>
      take(web, visit, async () => {
        const { accounts, project } = visit;
        const domainRule = project.domains.length > 0 ? "subdomains" : "off";
        await updatePrivacy(accounts, { projectId: project.id, ...NO_CONSENT_PRESET, domainRule });
        return "done=saved";
      }),
    ),
  );

  scope.post(
    `${BASE}/erase`,
    inProject(web, "admin", (visit) =>
      take(web, visit, async () => {
        const { accounts, project, form } = visit;
        const who = form.get("who") ?? "";
        const by = form.get("by");
        const named = by === "userId" ? { userId: who } : by === "email" ? { email: who } : { visitorId: who };
        const { digest } = await askErasure(accounts, { projectId: project.id, ...named });
        return `erased=${digest}`;
      }),
    ),
  );
}

/** Does what a form asks for; where that cannot be, the page says why. */
async function take(web: Web, visit: ProjectVisit, work: () => Promise<string>): Promise<Result> {
  try {
    const result = await work();
    return { redirect: `/projects/${encodeURIComponent(visit.project.id)}/settings/privacy?${result}` };
  } catch (error) {
    const refused = refusedWords(web, visit.reply, error);
    if (!refused) throw error;
    return { ...(await show(web, visit, { done: null, refused: refused.message })), status: refused.status };
  }
}

async function show(web: Web, visit: ProjectVisit, said: { done: string | null; refused: string | null }) {
  const { frame, accounts } = visit;
  const projectId = visit.project.id;
  return privacyPage(frame, {
    ...said,
    project: await findProject(accounts, { projectId }),
    settings: await readPrivacy(accounts, { projectId }),
    erasures: await listErasures(accounts, { projectId }),
    host: new URL(web.origin).host,
  });
}

/** What is no number, or no known rule, is refused by the verb, which names the field. */
function readSettings(projectId: string, form: URLSearchParams): UpdatePrivacy {
  const rules = Object.fromEntries(["idRule", "signalRule", "domainRule"].map((name) => [name, form.get(name) ?? ""]));
  return {
    projectId,
    retentionDays: Number(form.get("retentionDays") || Number.NaN),
    excludedNetworks: lines(form.get("networks")),
    ...rules,
  } as UpdatePrivacy;
}

function lines(text: string | null): string[] {
  return (text ?? "")
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function doneWords({ text }: Web, { request }: ProjectVisit): string | null {
  const digest = queryField(request, "erased");
  if (digest && DIGEST.test(digest)) return text.privacy.erased(digest);
  return queryField(request, "done") === "saved" ? text.privacy.saved : null;
}
