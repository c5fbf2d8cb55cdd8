import type { ResultRow } from "@heliometer/events";
import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import { type DimensionName, dimension } from "../dimensions.ts";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { measured, partsFor, percent } from "../metrics.ts";
import { ask, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { countryName } from "../shape/country.ts";
import { cleanText } from "../shape/text.ts";
import { countOf, numberInWords } from "../shape/words.ts";
import { percentSchema } from "./figures.ts";
import { splitRows } from "./rows.ts";
import { scopeInWords } from "./scope.ts";

const GROUPS = ["country", "region", "city"] as const;
type Group = (typeof GROUPS)[number];

/** A region is told apart by its country, a city by both. */
const KEYS_OF: Readonly<Record<Group, readonly DimensionName[]>> = {
  country: ["country"],
  region: ["country", "region"],
  city: ["country", "region", "city"],
};

const UNKNOWN = "Unknown";

const rowSchema = z.object({
  country: z.string().describe("Name of the country; 'Unknown' where the place is not known"),
  countryCode: z.string().nullable().describe("ISO 3166-1 code of two letters; null where it is not known"),
  region: z.string().optional(),
  city: z.string().optional(),
  visitors: z.number().describe(DEFINITIONS.uniqueVisitors),
  share: percentSchema.describe(DEFINITIONS.share),
});

const dataSchema = z.object({
  groupBy: z.enum(GROUPS),
  rows: z.array(rowSchema),
  totals: z.object({ visitors: z.number().describe("Unique visitors of all places, each counted once") }),
});

export const locations = defineReport({
  name: "locations",
  path: "locations",
  title: "Top locations",
  description: "Where visitors are, by country, region or city: unique visitors and share (percent).",
  example: { period: "last_30_days", groupBy: "country", limit: 10 },
  input: z.strictObject({
    ...questionShape,
    groupBy: z.enum(GROUPS).default("country").describe("country, region or city, such as 'city'"),
    limit: limitSchema,
  }),
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readQuestion(context, input);
    const keys = KEYS_OF[input.groupBy];
    const found = await ask(question, {
      keys,
      parts: partsFor(keys.map(dimension), ["uniqueVisitors"]),
      totals: true,
      order: "visitors",
      limit: input.limit,
    });
    const { rows, total, totalRows } = splitRows(found);
    const visitors = measured("uniqueVisitors", total) ?? 0;
    const shown = rows.map((row) => {
      const here = measured("uniqueVisitors", row) ?? 0;
      return { ...readPlace(row, input.groupBy), visitors: here, share: percent(here, visitors) };
    });
    const data = { groupBy: input.groupBy, totals: { visitors }, rows: shown };
    const scope = scopeInWords(question.range, question.filters);
    const top = shown[0];
    const summary = top
      ? `${countOf(visitors, "unique visitor")} from ${placesInWords(totalRows, input.groupBy)} ${scope}; the first ${input.groupBy} has ${numberInWords(top.visitors)} of them.`
      : `No visitors ${scope}.`;
    const extent = { shownRows: rows.length, totalRows, link: { groupBy: input.groupBy } };
    return { summary, data, meta: await describeAnswer(question, extent) };
  },
});

/** The place of a row, as deep as it is grouped. */
function readPlace(row: ResultRow, groupBy: Group): Omit<z.output<typeof rowSchema>, "visitors" | "share"> {
  const code = cleanText(String(row.country ?? ""));
  const country = { country: code === "" ? UNKNOWN : countryName(code), countryCode: code === "" ? null : code };
  if (groupBy === "country") return country;
  const region = cleanText(String(row.region ?? "")) || UNKNOWN;
  if (groupBy === "region") return { ...country, region };
  return { ...country, region, city: cleanText(String(row.city ?? "")) || UNKNOWN };
}

function placesInWords(count: number, groupBy: Group): string {
  const plural = { country: "countries", region: "regions", city: "cities" }[groupBy];
  return `${numberInWords(count)} ${count === 1 ? groupBy : plural}`;
}
