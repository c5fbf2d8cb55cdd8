import { ALL_DEFINITIONS, findReport, type ReportName, runReport } from "@heliometer/analytics";
import { type AccessibleProject, Forbidden, InvalidInput, type Scope } from "@heliometer/core";
import { z } from "zod";
import { chooseProject, settingsLink } from "../choose-project.ts";
import type { Tool } from "../tool.ts";
import { WORDING } from "./wording.ts";

const DETAILS = ["summary", "full"] as const;
const detail = z.enum(DETAILS).default("summary").describe("full: room for more rows, and what each number means");
const project = z.string().optional().describe("Name or id, e.g. Shop");

type ReportTool = Pick<Tool, "name" | "title" | "description" | "oldestFirst"> & {
  report: ReportName;
  /** Parameters that the Read API alone takes: each costs characters in every list. */
  without?: readonly string[];
};

/** A tool that answers with one report: its parameters are those of the report, and which project it is about. */
export function defineReportTool({ report: reportName, without = [], ...tool }: ReportTool): Tool {
  const report = findReport(reportName);
  return {
    ...tool,
    scope: report.scope,
    refuses: report.refuses,
    input: z.strictObject({ ...leaveOut(report.input.shape, without), project, detail }),
    wording: WORDING,
    async run(call) {
      const { store, clock, publicUrl, gate } = call.surroundings;
      const chosen = await chooseProject(call);
      requireScope(chosen, { scope: report.scope, link: settingsLink(publicUrl, { projects: [chosen] }) });
      const { project: _named, detail: wanted = "summary", ...input } = call.input;
      if (!isDetail(wanted)) throw unknownDetail(wanted);
      const dashboardUrl = `${publicUrl.origin}/projects/${chosen.id}`;
      const mayReadCustomers = chosen.scopes.includes("customers:read");
      const context = { store, project: chosen, now: clock(), dashboardUrl, signal: call.signal, mayReadCustomers };
      const answer = await gate.run(chosen.id, call.signal, () => runReport(context, reportName, input));
      return wanted === "full"
        ? { ...answer, meta: { ...answer.meta, definitions: definitionsOf(answer.data) } }
        : answer;
    },
  };
}

function leaveOut<Shape extends object>(shape: Shape, names: readonly string[]): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([name]) => !names.includes(name))) as Shape;
}

/** A scope may be held in one project and not in another: the person's role decides in each. */
function requireScope(
  { name, role, scopes }: AccessibleProject,
  { scope, link }: { scope: Scope; link: string },
): void {
  if (scopes.includes(scope)) return;
  throw new Forbidden(
    `This needs the permission ${scope} in the project ${name}, and the role ${role} there does not hold it. An admin of the project can change the role. ${link}`,
  );
}

function isDetail(value: unknown): value is (typeof DETAILS)[number] {
  return DETAILS.some((known) => known === value);
}

function unknownDetail(received: unknown): InvalidInput {
  const rule = "must be one of the allowed values.";
  return new InvalidInput({ field: "detail", rule, received, allowed: DETAILS, example: { detail: "full" } });
}

/** What the numbers of an answer mean, by the names of their fields. */
function definitionsOf(data: unknown): Record<string, string> {
  const text = JSON.stringify(data);
  return Object.fromEntries(Object.entries(ALL_DEFINITIONS).filter(([name]) => text.includes(`"${name}":`)));
}
