import { type Access, type AccessibleProject, Forbidden, InvalidInput } from "@heliometer/core";
import type { ToolCall } from "./tool.ts";

const LISTED_PROJECTS_MAX = 20;

/**
 * The project that a call is about: the one named by `project` (name or id, in any case), or the only one there is.
 * @throws InvalidInput when none or several fit; the fault lists what can be named.
 * @throws Forbidden when the project is reached, but closed to MCP by a switch, the plan or the privilege cap.
 */
export async function chooseProject(call: ToolCall): Promise<AccessibleProject> {
  const { projects } = call.caller;
  const wanted = call.input.project;
  if (wanted === undefined) {
    const [only] = projects;
    if (only && projects.length === 1) return only;
    throw projectFault(projects, "this credential reaches several projects, so the call names one of them.", undefined);
  }
  const matches = findMatches(projects, String(wanted));
  const [match] = matches;
  if (match && matches.length === 1) return match;
  if (match) throw projectFault(matches, "several projects have this name; use the id.", wanted);
  await refuseClosedProject(call, String(wanted));
  throw projectFault(projects, "no project that this credential reaches has this name or id.", wanted);
}

/** The projects that a text may name: one id, or every one of that name. */
export function findMatches<P extends AccessibleProject>(projects: readonly P[], wanted: string): readonly P[] {
  const plain = wanted.trim().toLowerCase();
  const byId = projects.filter(({ id }) => id.toLowerCase() === plain);
  return byId.length > 0 ? byId : projects.filter(({ name }) => name.trim().toLowerCase() === plain);
}

async function refuseClosedProject({ caller, surroundings }: ToolCall, wanted: string): Promise<void> {
  const closed = findMatches(caller.access.projects, wanted);
  if (closed.length === 0) return;
  const access = { ...caller.access, projects: closed };
  const admission = await surroundings.refusal(access);
  if ("reason" in admission)
    throw new Forbidden(`${admission.message} ${settingsLink(surroundings.publicUrl, access)}`);
}

/** Where a person changes what is closed: the settings of the project, or the list of all of them. */
export function settingsLink({ origin }: URL, { projects }: Pick<Access, "projects">): string {
  const [only] = projects;
  return only && projects.length === 1 ? `${origin}/projects/${encodeURIComponent(only.id)}/settings` : `${origin}/`;
}

function projectFault(projects: readonly AccessibleProject[], rule: string, received: unknown): InvalidInput {
  const shown = projects.slice(0, LISTED_PROJECTS_MAX);
  const [first] = shown;
  const rest = projects.length - shown.length;
  const names = shown.map(({ name, id }) => `${name} (id ${id})`);
  const repeated = first !== undefined && projects.filter(({ name }) => name === first.name).length > 1;
  return new InvalidInput({
    field: "project",
    rule: rest > 0 ? `${rule} ${rest} more are shown by list_projects.` : rule,
    ...(received !== undefined && { received }),
    allowed: names,
    ...(first && { example: { project: repeated ? first.id : first.name } }),
  });
}
