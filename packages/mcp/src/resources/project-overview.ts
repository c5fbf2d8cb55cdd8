import { readDataRange } from "@heliometer/analytics";
import type { AccessibleProject } from "@heliometer/core";
import type { Resource } from "@modelcontextprotocol/server";
import type { ToolCall } from "../tool.ts";

/** Projects in the list of resources; list_projects finds the others, and the template reads them. */
const LISTED_PROJECTS_MAX = 50;
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const PREFIX = "heliometer://projects/";

export const PROJECT_TEMPLATE = {
  uriTemplate: `${PREFIX}{projectId}`,
  name: "project",
  title: "Overview of a project",
  description: "Time zone, currency, first day of the week, and from when to when there are data.",
  mimeType: "application/json",
};

/** One resource for each project, the first ones where there are very many. */
export function listProjectResources(projects: readonly AccessibleProject[]): Resource[] {
  return projects.slice(0, LISTED_PROJECTS_MAX).map(({ id, name }) => ({
    uri: `${PREFIX}${encodeURIComponent(id)}`,
    name: `project-${id}`,
    title: name,
    description: PROJECT_TEMPLATE.description,
    mimeType: PROJECT_TEMPLATE.mimeType,
  }));
}

/** The project that an address names, among those that the caller reaches. */
export function findProjectOf(uri: string, projects: readonly AccessibleProject[]): AccessibleProject | undefined {
  return projects.find(({ id }) => uri === `${PREFIX}${encodeURIComponent(id)}`);
}

/** What to know before asking about a project, as JSON. */
export async function writeOverview(
  project: AccessibleProject,
  { surroundings, signal }: Pick<ToolCall, "surroundings" | "signal">,
): Promise<string> {
  const { store, clock, publicUrl } = surroundings;
  const { id, name, timezone, currency, weekStart } = project;
  const range = await readDataRange({ store, project, now: clock(), signal });
  return JSON.stringify({
    id,
    name,
    timezone,
    currency,
    weekStart: WEEKDAYS[weekStart - 1],
    ...range,
    links: { dashboard: `${publicUrl.origin}/projects/${id}` },
  });
}
