import { listConnections, listKeys, listOpenOrganizations, startProject } from "@heliometer/accounts";
import { Forbidden } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { type NewProjectPage, newProjectPage, type ProjectFields } from "../pages/new-project.ts";
import { startPage } from "../pages/start.ts";
import { refusedWords } from "../refused.ts";
import { guessRegion } from "../region.ts";
import { trackerLine } from "../tracker-line.ts";
import { inProject, type ProjectVisit, queryField, type Result, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/projects/new";
const LOOKS_AGAIN_SECONDS = 5;

/** The way from nothing to a project whose first event has arrived. */
export function routeNewProject(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    signedIn(web, async (visit) => {
      const region = guessRegion(visit.request.headers["accept-language"]);
      const typed = { name: "", domain: "", organizationId: "", ...region };
      return newProjectPage(visit.frame, { ...(await readChoice(visit)), typed, refused: null });
    }),
  );

  scope.post(
    PATH,
    signedIn(web, async (visit) => {
      const typed = readFields(visit.form);
      try {
        const id = await make(visit, typed);
        return { redirect: `/projects/${encodeURIComponent(id)}/start` };
      } catch (error) {
        const refused = refusedWords(visit.frame, visit.reply, error);
        if (!refused) throw error;
        const page = newProjectPage(visit.frame, { ...(await readChoice(visit)), typed, refused: refused.message });
        return { ...page, status: refused.status };
      }
    }),
  );

  scope.get(
    "/projects/:projectId/start",
    inProject(web, "admin", (visit) => showStart(web, visit)),
  );
}

/** @throws Forbidden for those who may add a project nowhere. */
async function readChoice({ accounts, frame }: Visit): Promise<Omit<NewProjectPage, "typed" | "refused">> {
  const organizations = await listOpenOrganizations(accounts);
  const { isOperator } = frame.user;
  if (organizations.length === 0 && !isOperator) throw new Forbidden(frame.text.newProject.notYours);
  return { organizations, mayAddOrganization: isOperator };
}

function readFields(form: URLSearchParams): ProjectFields {
  const read = (name: string) => form.get(name) ?? "";
  return {
    name: read("name"),
    domain: hostOf(read("domain")),
    timezone: read("timezone"),
    currency: read("currency"),
    organizationId: read("organizationId"),
  };
}

/** People paste addresses. */
function hostOf(typed: string): string {
  const text = typed.trim();
  return URL.canParse(text) && text.includes("://") ? new URL(text).hostname : text;
}

function make({ accounts }: Visit, typed: ProjectFields): Promise<string> {
  const { domain, organizationId, name, timezone, currency } = typed;
  const domains = domain === "" ? [] : [domain];
  return startProject(accounts, { name, domains, timezone, currency, ...(organizationId && { organizationId }) });
}

async function showStart(web: Web, { request, reply, frame, accounts, project }: ProjectVisit): Promise<Result> {
  const projectId = project.id;
  const [through, connections, keys] = await Promise.all([
    web.store.dataThrough(projectId),
    listConnections(accounts, { projectId }),
    listKeys(accounts, { projectId }),
  ]);
  const hasEvents = through !== null;
  const hasAssistant = connections.length > 0 || keys.some((key) => key.kind === "secret" && key.lastUsedAt !== null);
  const refreshes = queryField(request, "wait") !== "no" && !(hasEvents && hasAssistant);
  if (refreshes) reply.header("refresh", String(LOOKS_AGAIN_SECONDS));
  const publicKey = keys.find((key) => key.publicValue !== null && key.revokedAt === null)?.publicValue ?? "hm_pk_…";
  const line = trackerLine(web.origin, publicKey);
  return startPage(frame, { project, trackerLine: line, hasEvents, hasAssistant, refreshes });
}
