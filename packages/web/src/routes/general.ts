import { type ProjectDetails, updateProject } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { type GeneralFields, generalPage } from "../pages/general.ts";
import { refusedWords } from "../refused.ts";
import { linesOf } from "../typed-lines.ts";
import { inProject, type ProjectVisit, queryField, type Result } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/projects/:projectId/settings";

/** Name, domains, time zone, currency and first day of the week of a project. */
export function routeGeneral(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    inProject(web, "editor", async ({ request, frame, project }) => {
      const done = queryField(request, "done") === "saved" ? frame.text.general.saved : null;
      return generalPage(frame, { project, typed: fieldsOf(project), done, refused: null });
    }),
  );

  scope.post(PATH, inProject(web, "admin", save));
}

async function save({ reply, frame, accounts, project, form }: ProjectVisit): Promise<Result> {
  const read = (name: string) => form.get(name) ?? "";
  const typed: GeneralFields = {
    name: read("name"),
    domains: read("domains"),
    timezone: read("timezone"),
    currency: read("currency"),
    weekStart: Number(read("weekStart")),
  };
  try {
    await updateProject(accounts, { projectId: project.id, ...typed, domains: linesOf(typed.domains) });
    return { redirect: `/projects/${encodeURIComponent(project.id)}/settings?done=saved` };
  } catch (error) {
    const refused = refusedWords(frame, reply, error);
    if (!refused) throw error;
    return { ...generalPage(frame, { project, typed, done: null, refused: refused.message }), status: refused.status };
  }
}

function fieldsOf({ name, domains, timezone, currency, weekStart }: ProjectDetails): GeneralFields {
  return { name, domains: domains.join("\n"), timezone, currency, weekStart };
}
