import type { ImportPlan } from "./plan.ts";
import type { ImportResult } from "./run.ts";
import { countOf, sentencesOf } from "./sentences.ts";
import { dayAt } from "./zones.ts";

/** A plan in words, before anything is stored. */
export function describePlan(plan: ImportPlan, project: { readonly id: string; readonly timezone: string }): string {
  return [
    `${plan.found.format.title}, into project ${project.id}`,
    "",
    ...fileLines(plan),
    "",
    `Range     ${rangeInWords(plan, project.timezone)}`,
    `Time zone ${plan.zone} (${plan.days ? "of the days in the files" : "of times without an offset"})`,
    `To store  ${countOf(plan.events, "event")}${plan.days ? ` built for ${countOf(plan.days.planned.length, "day")}` : ""}${stretchInWords(plan)}`,
    ...refusedLines(plan),
  ].join("\n");
}

/** What became of it, and what the files did not bring. */
export function describeResult(plan: ImportPlan, { stored, known }: ImportResult): string {
  const again = known > 0 ? ` ${countOf(known)} were there already, from an earlier run.` : "";
  return [
    `${countOf(stored, "event")} stored.${again}`,
    "",
    "Not brought, or not known:",
    ...sentencesOf(plan).map((sentence) => `- ${sentence}`),
  ].join("\n");
}

function fileLines({ found, scan }: ImportPlan): string[] {
  const lines = found.files.map(({ file, role, unknownColumns }) => {
    const unknown = unknownColumns.length > 0 ? `; columns not read: ${unknownColumns.join(", ")}` : "";
    return `- ${file.name}: ${countOf(scan.rows.get(file.name) ?? 0, "row")} (${role})${unknown}`;
  });
  return [...lines, ...found.ignored.map(({ name, why }) => `- ${name}: left out, it ${why}`)];
}

function rangeInWords({ since, until, endsAtOwn, ownFirstAt }: ImportPlan, zone: string): string {
  const from = since === 0 ? "from the beginning" : `from ${instantInWords(since)}`;
  const own = ownFirstAt === null ? "" : instantInWords(ownFirstAt);
  if (endsAtOwn) return `${from} until ${own} (${dayAt(until, zone)}), where the project's own events begin`;
  const end = until === Number.MAX_SAFE_INTEGER ? "to the end" : `until ${instantInWords(until)}`;
  if (ownFirstAt === null) return `${from} ${end}; the project has no events of its own`;
  const overlap = until > ownFirstAt ? ": the two will stand side by side" : "";
  return `${from} ${end}; the project's own events begin at ${own}${overlap}`;
}

function stretchInWords({ stretch, zone }: ImportPlan): string {
  return stretch ? `, ${dayAt(stretch.first, zone)} to ${dayAt(stretch.last - 1, zone)}` : "";
}

function refusedLines({ refused }: ImportPlan): string[] {
  if (refused.count === 0) return [];
  const all = refused.path ? `all of them are listed in ${refused.path}` : "the list of them could not be written";
  return [
    `Refused   ${countOf(refused.count, "row")}; ${all}`,
    ...refused.first.map(({ file, line, reason }) => `  ${file}, line ${line}: ${reason}`),
  ];
}

function instantInWords(instant: number): string {
  return new Date(instant).toISOString();
}
