import { type Access, type AccessibleProject, planAtLeast, type Role, roleAtLeast } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import { findStanding } from "./standing.ts";

const MCP_PLAN = "starter";
/** Sentences in one refusal; a person reads the first few. */
const SENTENCES_MAX = 3;
const OPERATOR = "an operator of this Heliometer instance";

/** Why MCP is refused; `message` says which reason it is and who can change it, and stands alone. */
export interface McpRefusal {
  reason: "instance_off" | "project_off" | "plan" | "privilege" | "no_project";
  message: string;
  who: string;
}

/** The projects that MCP may serve, or the refusal. */
export type McpDecision = { allowed: AccessibleProject[] } | McpRefusal;

/**
 * Decides over MCP for a credential at this moment: the instance's switch, the highest role that it serves, then for
 * each project its switch and its plan. Refused projects are left out; only if none is left the whole call is refused.
 */
export async function mcpRefusal({ db }: { db: Database }, access: Access): Promise<McpDecision> {
  const { mcpEnabled, highestServed, highestRole } = access.standing ?? (await findStanding(db, access));
  if (!mcpEnabled) {
    return refuse("instance_off", "MCP is switched off for this Heliometer instance.", OPERATOR);
  }
  if (highestServed && !roleAtLeast(highestServed, highestRole)) return privilegeRefusal(highestRole, highestServed);
  if (access.projects.length === 0) {
    return refuse(
      "no_project",
      "These credentials reach no project.",
      "an admin of a project, who can add you as a member; connect again afterwards and choose the project",
    );
  }
  const allowed = access.projects.filter((project) => causeOf(project) === null);
  return allowed.length > 0 ? { allowed } : combine(access.projects);
}

function privilegeRefusal(highest: Role, level: Role): McpRefusal {
  return refuse(
    "privilege",
    `MCP serves users up to the role ${level} on this instance, and these credentials hold the role ${highest}.`,
    `${OPERATOR}, by raising the maximum MCP privilege level. A read-only key of a project works at every level`,
  );
}

/** One sentence for each of the first refused projects, and the first one's reason. */
function combine(projects: readonly AccessibleProject[]): McpRefusal {
  const causes = projects.flatMap((project) => causeOf(project) ?? []);
  const sentences = causes.slice(0, SENTENCES_MAX).map(({ sentence }) => sentence);
  const more = causes.length - SENTENCES_MAX;
  if (more > 0) sentences.push(more === 1 ? "1 more project is refused." : `${more} more projects are refused.`);
  const who = [...new Set(causes.map((cause) => cause.who))].join("; ");
  return refuse(causes[0]?.reason ?? "no_project", sentences.join(" "), who);
}

function causeOf(project: AccessibleProject): { reason: McpRefusal["reason"]; sentence: string; who: string } | null {
  if (!project.mcpEnabled) {
    const sentence = `MCP is switched off for the project ${project.name}.`;
    return { reason: "project_off", sentence, who: "an admin of the project, in its settings" };
  }
  if (!planAtLeast(project.plan, MCP_PLAN)) {
    const sentence = `MCP needs the plan ${MCP_PLAN} or above, and the project ${project.name} is on the plan ${project.plan}.`;
    return { reason: "plan", sentence, who: OPERATOR };
  }
  return null;
}

/** The sentence ends with who can change it, so that it is complete wherever it is shown alone. */
function refuse(reason: McpRefusal["reason"], sentence: string, who: string): McpRefusal {
  return { reason, message: `${sentence} Who can change that: ${who}.`, who };
}
