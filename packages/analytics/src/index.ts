export type { Answer, Meta } from "./answer.ts";
export { findReport, REPORTS, runReport } from "./catalogue.ts";
export { type DataRange, readDataRange } from "./data-range.ts";
export { DEFINITIONS_VERSION } from "./definitions.ts";
export { emptyLabelOf } from "./dimensions.ts";
export type { Filter } from "./input/filters.ts";
export { inputFromQuery, queryFromInput } from "./input/query.ts";

export {
  type CustomerIdentity,
  REPORT_NAMES,
  type Report,
  type ReportContext,
  type ReportName,
  type ReportStore,
  type RevenueSettings,
  type RevenueSource,
} from "./report.ts";
export { FIGURES as FIGURE_NAMES, type FigureName } from "./reports/figures.ts";
export { ALL_DEFINITIONS } from "./revenue-definitions.ts";
export { cleanText } from "./shape/text.ts";
export { PERIODS } from "./time/period.ts";
