import { firstEventAt } from "./question.ts";
import type { ReportContext } from "./report.ts";
import { isoWithOffset } from "./time/zone.ts";

/** From when to when a project has data, as instants with the offset of its zone; null where there are none. */
export interface DataRange {
  dataFrom: string | null;
  dataThrough: string | null;
}

/** Reads the range of a project's data. */
export async function readDataRange(context: Omit<ReportContext, "dashboardUrl">): Promise<DataRange> {
  const { store, project } = context;
  const [first, last] = await Promise.all([firstEventAt(context), store.dataThrough(project.id)]);
  const told = (instantMs: number | null) => (instantMs === null ? null : isoWithOffset(instantMs, project.timezone));
  return { dataFrom: told(first), dataThrough: told(last) };
}
