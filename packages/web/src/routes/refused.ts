import { listRefused, resendRefused } from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import type { Speech } from "../language.ts";
import { refusedPage } from "../pages/refused.ts";
import { inProject, pagePlace, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

const BASE = "/projects/:projectId/settings/refused";

/** What was sent to a project and left out, and the way to send it again. */
export function routeRefused(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", async ({ request, frame, accounts, project }) => {
      const reason = queryField(request, "reason");
      const wanted = { projectId: project.id, ...(reason && { reason }), ...pagePlace(request) };
      return refusedPage(frame, {
        project,
        reason,
        done: doneWords(frame, (name) => queryField(request, name)),
        ...(await listRefused(accounts, wanted)),
      });
    }),
  );

  scope.post(
    BASE,
    inProject(web, "admin", async ({ accounts, project, form }) => {
      const [id, reason] = [form.get("id"), form.get("reason")];
      const wanted = { projectId: project.id, ...(id && { id }), ...(reason && { reason }) };
      const { taken, refused, incomplete } = await resendRefused(accounts, wanted, web.resend);
      const result = new URLSearchParams({ taken: `${taken}`, refused: `${refused}`, incomplete: `${incomplete}` });
      return { redirect: `/projects/${encodeURIComponent(project.id)}/settings/refused?${result}` };
    }),
  );
}

/** What came of sending again; null when nothing was sent just now. */
function doneWords({ text, format }: Speech, field: (name: string) => string | null): string | null {
  if (field("taken") === null) return null;
  const count = (name: string) => format.number(Number(field(name)) || 0);
  return text.refused.done({ taken: count("taken"), refused: count("refused"), incomplete: count("incomplete") });
}
