import { type ProjectDetails, roleFor } from "@heliometer/accounts";
import type { ReportContext } from "@heliometer/analytics";
import { roleAtLeast } from "@heliometer/core";
import type { Web } from "./web.ts";

/** What reports about a project need, for a person with that role in it. */
export function reportContext(web: Web, project: ProjectDetails): ReportContext {
  return {
    store: web.store,
    project,
    now: web.clock(),
    dashboardUrl: `${web.origin}${projectPath(project)}`,
    mayReadCustomers: roleAtLeast(project.role, roleFor("customers:read")),
  };
}

/** The path of a project's dashboard. */
export function projectPath({ id }: Pick<ProjectDetails, "id">): string {
  return `/projects/${encodeURIComponent(id)}`;
}
