import type { ResultRow } from "@heliometer/events";
import { z } from "zod";
import type { Meta } from "../answer.ts";
import { DEFINITIONS } from "../definitions.ts";
import { dimension } from "../dimensions.ts";
import { describeMaking, describeRows } from "../meta.ts";
import { CURRENT, measured, partsFor } from "../metrics.ts";
import { askStore } from "../question.ts";
import { defineReport, type ReportContext } from "../report.ts";
import { countryName } from "../shape/country.ts";
import { cleanText } from "../shape/text.ts";
import { countOf } from "../shape/words.ts";
import { singleSpan } from "../time/spans.ts";
import { isoWithOffset } from "../time/zone.ts";

const WINDOW_MINUTES = 5;
const ROWS_MAX = 10;

const dataSchema = z.object({
  activeVisitors: z.number().describe(DEFINITIONS.activeVisitors),
  windowMinutes: z.number().describe("How many minutes count as now"),
  pages: z.array(z.object({ path: z.string(), visitors: z.number() })).describe("Pages viewed in these minutes"),
  sources: z.array(z.object({ name: z.string(), visitors: z.number() })).describe("Where the visits came from"),
  countries: z.array(z.object({ country: z.string(), countryCode: z.string().nullable(), visitors: z.number() })),
});

type Data = z.output<typeof dataSchema>;

export const realtime = defineReport({
  name: "realtime",
  path: "analytics/realtime",
  title: "Right now",
  description:
    "Who is on the site now: distinct visitors of the last 5 minutes, with the ten most viewed pages, sources and countries.",
  example: {},
  input: z.strictObject({}),
  data: dataSchema,
  answer: async (context) => {
    const stretch = { start: context.now + 1 - WINDOW_MINUTES * 60_000, end: context.now + 1 };
    const spans = [singleSpan(stretch, CURRENT)];
    const top = { limit: ROWS_MAX, spans };
    const [all, viewed, sources, countries] = await Promise.all([
      askStore(context, { parts: partsFor([], ["activeVisitors"]), spans }),
      askStore(context, {
        ...top,
        keys: ["name"],
        parts: partsFor([dimension("page")], ["viewers"]),
        order: "viewing",
      }),
      askStore(context, {
        ...top,
        keys: ["name"],
        parts: partsFor([dimension("source")], ["activeVisitors"]),
        order: "present",
      }),
      askStore(context, {
        ...top,
        keys: ["name"],
        parts: partsFor([dimension("country")], ["activeVisitors"]),
        order: "present",
      }),
    ]);
    const data: Data = {
      activeVisitors: measured("activeVisitors", all[0]) ?? 0,
      windowMinutes: WINDOW_MINUTES,
      pages: viewed.map((row) => ({ path: nameOf(row), visitors: measured("viewers", row) ?? 0 })),
      sources: sources.map((row) => ({
        name: nameOf(row) || dimension("source").none,
        visitors: visitors(row),
      })),
      countries: countries.map((row) => ({ ...country(nameOf(row)), visitors: visitors(row) })),
    };
    return { summary: summarize(data), data, meta: await describeNow(context, stretch) };
  },
});

function nameOf(row: ResultRow): string {
  return cleanText(String(row.name));
}

function visitors(row: ResultRow): number {
  return measured("activeVisitors", row) ?? 0;
}

function country(code: string): { country: string; countryCode: string | null } {
  return code === "" ? { country: "Unknown", countryCode: null } : { country: countryName(code), countryCode: code };
}

function summarize({ activeVisitors, pages }: Data): string {
  const top = pages[0] ? `; ${countOf(pages[0].visitors, "visitor")} viewed the first page of the list` : "";
  const many =
    activeVisitors === 0
      ? "No visitors were"
      : `${countOf(activeVisitors, "visitor")} ${activeVisitors === 1 ? "was" : "were"}`;
  return `${many} active in the last ${WINDOW_MINUTES} minutes${activeVisitors > 1 ? top : ""}.`;
}

async function describeNow(context: ReportContext, stretch: { start: number; end: number }): Promise<Meta> {
  const zone = context.project.timezone;
  return {
    start: isoWithOffset(stretch.start, zone),
    end: isoWithOffset(stretch.end, zone),
    timezone: zone,
    period: `last_${WINDOW_MINUTES}_minutes`,
    comparison: null,
    ...(await describeMaking(context, zone)),
    filters: [],
    ...describeRows({ visitorTexts: ["pages.path", "sources.name"] }),
    reasons: {},
    warnings: [],
    links: { dashboard: context.dashboardUrl },
  };
}
