import { findReport, type ReportName, runReport } from "@heliometer/analytics";
import { type AccessibleProject, Forbidden, type Scope } from "@heliometer/core";
import { z } from "zod";
import { chooseProject } from "../choose-project.ts";
import type { Tool } from "../tool.ts";
import { WORDING } from "./wording.ts";

const project = z.string().optional().describe("Name or id, e.g. My shop; needed where there are several");

/** A tool that answers with one report: its parameters are those of the report, and which project it is about. */
export function defineReportTool(tool: Pick<Tool, "name" | "title" | "description"> & { report: ReportName }): Tool {
  const { name, title, description } = tool;
  const report = findReport(tool.report);
  return {
    name,
    title,
    description,
    scope: report.scope,
    input: report.input.extend({ project }),
    wording: WORDING,
    async run(call) {
      const { store, clock, publicUrl } = call.surroundings;
      const chosen = await chooseProject(call);
      requireScope(chosen, report.scope);
      const { project: _named, ...input } = call.input;
      const dashboardUrl = `${publicUrl.origin}/projects/${chosen.id}`;
      const context = { store, project: chosen, now: clock(), dashboardUrl, signal: call.signal };
      return runReport(context, tool.report, input);
    },
  };
}

/** A scope may be held in one project and not in another: the person's role decides in each. */
function requireScope({ name, role, scopes }: AccessibleProject, scope: Scope): void {
  if (scopes.includes(scope)) return;
  throw new Forbidden(
    `This needs the permission ${scope} in the project ${name}, and the role ${role} there does not hold it. An admin of the project can change the role.`,
  );
}
