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
import { linesOf } from "../typed-lines.ts";
import { inProject, type ProjectVisit, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";

/** By what somebody who is to be erased may be named. */
const KINDS = ["visitorId", "userId", "email", "customerId"] as const;
const BASE = "/projects/:projectId/settings/privacy";
const DIGEST = /^[0-9a-f]{16}$/;

/** What a project collects of its visitors, and the way to have one forgotten. */
export function routePrivacy(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async (visit) => show(web, visit, { done: doneWords(visit), refused: null })),
  );

  scope.post(
    BASE,
    inProject(web, "admin", (visit) =>
      take(web, visit, async () => {
        const { accounts, project, form } = visit;
        await updateProject(accounts, { projectId: project.id, domains: linesOf(form.get("domains")) });
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
        const by = KINDS.find((kind) => kind === form.get("by")) ?? "visitorId";
        const { digest } = await askErasure(accounts, { projectId: project.id, [by]: who });
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
    const refused = refusedWords(visit.frame, visit.reply, error);
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
    excludedNetworks: linesOf(form.get("networks")),
    ...rules,
  } as UpdatePrivacy;
}

function doneWords({ request, frame: { text } }: ProjectVisit): string | null {
  const digest = queryField(request, "erased");
  if (digest && DIGEST.test(digest)) return text.privacy.erased(digest);
  return queryField(request, "done") === "saved" ? text.privacy.saved : null;
}
