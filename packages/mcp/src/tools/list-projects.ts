import type { AccessibleProject } from "@heliometer/core";
import { z } from "zod";
import { parseArguments } from "../parse-arguments.ts";
import type { Tool, ToolCall } from "../tool.ts";

const LIMIT_DEFAULT = 25;
const LIMIT_MAX = 100;

const Input = z.object({
  search: z.string().max(200).optional().describe("Part of a project's name, e.g. shop"),
  limit: z.int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT).describe(`Projects to show, 1 to ${LIMIT_MAX}, e.g. 50`),
});

const Row = z.object({
  id: z.string(),
  name: z.string(),
  timezone: z.string(),
  currency: z.string(),
  dataThrough: z.string().nullable(),
});

/** The projects behind a credential. It needs no scope: it tells nothing that consent and settings do not show. */
export const listProjects: Tool = {
  name: "list_projects",
  title: "Projects that can be asked about",
  description:
    "The projects (sites and apps) that this connection reaches: id, name, time zone, currency and the time of the last stored event. " +
    "Fits questions about which sites there are, and gives the value for the project parameter of the other tools. " +
    "It holds no visitor numbers; those are in get_analytics.",
  scope: null,
  input: Input,
  async run(call) {
    const { search, limit } = parseArguments(Input, call.input, { limit: 50 });
    const found = findProjects(call.caller.projects, search);
    const shown = found.slice(0, limit);
    const { clock, publicUrl } = call.surroundings;
    return {
      summary: summarize(found.length, search),
      data: { projects: await Promise.all(shown.map((project) => describeProject(project, call))) },
      meta: {
        generatedAt: new Date(clock()).toISOString(),
        truncated: shown.length < found.length,
        totalRows: found.length,
        hint:
          shown.length < found.length
            ? `${shown.length} of ${found.length} projects are shown. search finds others by a part of the name; limit goes up to ${LIMIT_MAX}.`
            : null,
        warnings: [],
        links: { dashboard: `${publicUrl.origin}/` },
      },
    };
  },
};

function findProjects(
  projects: readonly AccessibleProject[],
  search: string | undefined,
): readonly AccessibleProject[] {
  const part = search?.toLowerCase() ?? "";
  return projects
    .filter(({ name }) => name.toLowerCase().includes(part))
    .toSorted((left, right) => left.name.localeCompare(right.name, "en") || (left.id < right.id ? -1 : 1));
}

function summarize(count: number, search: string | undefined): string {
  const projects = count === 1 ? "1 project" : `${count} projects`;
  return search === undefined ? `This connection reaches ${projects}.` : `${projects} with "${search}" in the name.`;
}

async function describeProject(project: AccessibleProject, { surroundings }: ToolCall): Promise<z.infer<typeof Row>> {
  const { id, name, timezone, currency } = project;
  const dataThrough = await surroundings.store.dataThrough(id);
  return {
    id,
    name,
    timezone,
    currency,
    dataThrough: dataThrough === null ? null : new Date(dataThrough).toISOString(),
  };
}
