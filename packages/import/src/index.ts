export { describePlan, describeResult } from "./describe.ts";
export { TOOLS } from "./formats/format.ts";
export { createImportNotes } from "./notes.ts";
export { type ImportContext, type ImportPlan, type ImportRequest, planImport } from "./plan.ts";
export { runImport } from "./run.ts";
export { countOf } from "./sentences.ts";
