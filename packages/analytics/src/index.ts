export type { Answer, Meta } from "./answer.ts";
export { findReport, REPORTS, runReport } from "./catalogue.ts";
export { type DataRange, readDataRange } from "./data-range.ts";
export { DEFINITIONS, DEFINITIONS_VERSION } from "./definitions.ts";
export { inputFromQuery, queryFromInput } from "./input/query.ts";
export { REPORT_NAMES, type Report, type ReportContext, type ReportName, type ReportStore } from "./report.ts";
export { cleanText } from "./shape/text.ts";
