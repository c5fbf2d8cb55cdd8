import type { ResultRow } from "@heliometer/events";
import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import { dimension } from "../dimensions.ts";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { CURRENT, type MetricName, measured, metric, partsFor, partsOf } from "../metrics.ts";
import { ask, type Question, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { cleanText } from "../shape/text.ts";
import { countOf, numberInWords } from "../shape/words.ts";
import { singleSpan } from "../time/spans.ts";
import { percentSchema } from "./figures.ts";
import { splitRows } from "./rows.ts";
import { scopeInWords } from "./scope.ts";

const SORTS = ["pageViews", "uniqueVisitors", "entries", "exits"] as const;
const TITLES_MAX = 1000;
/** Of so many pages the titles are asked by name; beyond, those of all pages are read, which no request's size bounds. */
const NAMED_MAX = 1000;
const ALL_TITLES_MAX = 50_000;
const LATELY_MS = 86_400_000;
const LONG_MS = 7 * LATELY_MS;

const figuresShape = {
  pageViews: z.number().describe(DEFINITIONS.pageViews),
  uniqueVisitors: z.number().describe(DEFINITIONS.uniqueVisitors),
  entries: z.number().describe(DEFINITIONS.entries),
  exits: z.number().describe(DEFINITIONS.exits),
  bounceRate: percentSchema.describe("Percent of the entries that bounced. Null without entries."),
  avgTimeOnPage: z.number().nullable().describe(DEFINITIONS.avgTimeOnPage),
};

const dataSchema = z.object({
  rows: z.array(
    z.object({ path: z.string(), title: z.string().describe("Latest title; '' if none"), ...figuresShape }),
  ),
  totals: z.object(figuresShape).describe("All pages, also those that are not in rows"),
});

type Data = z.output<typeof dataSchema>;

export const pages = defineReport({
  name: "pages",
  path: "pages",
  title: "Top pages",
  description:
    "Pages ranked by views: page views, unique visitors, entries, exits, bounce rate of entries (percent), average time on page (seconds).",
  example: { period: "last_30_days", limit: 20, sort: "pageViews" },
  input: z.strictObject({
    ...questionShape,
    limit: limitSchema,
    sort: z.enum(SORTS).default("pageViews").describe("Rank by, such as 'entries'"),
  }),
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readQuestion(context, input);
    const found = await ask(question, {
      keys: ["page"],
      parts: [
        ...partsFor([dimension("page")], ["pageViews", "pageVisitors", "avgTimeOnPage"]),
        ...partsFor([dimension("entryPage")], ["entries", "entryBounceRate"]),
        ...partsFor([dimension("exitPage")], ["exits"]),
      ],
      totals: true,
      skipEmptyKeys: true,
      order: ORDER[input.sort],
      limit: input.limit,
    });
    const { rows, total, totalRows } = splitRows(found);
    const titles = await latestTitles(question, rows);
    const data: Data = {
      totals: readPage(total),
      rows: rows.map((row) => ({
        path: cleanText(String(row.page)),
        title: cleanText(titles.get(row.page) ?? ""),
        ...readPage(row),
      })),
    };
    const visitorTexts = ["rows.path", "rows.title"];
    const link = { sort: input.sort };
    const extent = { shownRows: rows.length, totalRows, reasons: nullReasons(data), visitorTexts, link };
    return { summary: summarize(data, { question, totalRows }), data, meta: await describeAnswer(question, extent) };
  },
});

const ORDER = { pageViews: "pageViews", uniqueVisitors: "pageVisitors", entries: "entries", exits: "exits" } as const;

function readPage(row: ResultRow | undefined) {
  return {
    pageViews: measured("pageViews", row) ?? 0,
    uniqueVisitors: measured("pageVisitors", row) ?? 0,
    entries: measured("entries", row) ?? 0,
    exits: measured("exits", row) ?? 0,
    bounceRate: measured("entryBounceRate", row),
    avgTimeOnPage: measured("avgTimeOnPage", row),
  };
}

/** The title that each page had last; of two at the same instant the greater text. */
async function latestTitles(question: Question, rows: readonly ResultRow[]): Promise<Map<unknown, string>> {
  const titles = new Map<unknown, string>();
  for (const stretch of fromTheEnd(question.range)) {
    const paths = rows.map((row) => String(row.page)).filter((path) => !titles.has(path));
    if (paths.length > 0)
      for (const [path, title] of await titlesWithin(question, stretch, paths)) titles.set(path, title);
  }
  return titles;
}

/** The range in pieces, the last one first: pages that many view have mostly been viewed lately. */
function fromTheEnd({ start, countedTo: end }: Question["range"]): { start: number; end: number }[] {
  const at = end - LATELY_MS;
  return end - start > LONG_MS
    ? [
        { start: at, end },
        { start, end: at },
      ]
    : [{ start, end }];
}

async function titlesWithin(
  question: Question,
  stretch: { start: number; end: number },
  paths: readonly string[],
): Promise<Map<unknown, string>> {
  const { field } = dimension("page");
  const areNamed = paths.length <= NAMED_MAX;
  const titled = { ...dimension("page"), field: { of: "event", column: "title" } } as const;
  const found = await ask(question, {
    spans: [singleSpan(stretch, CURRENT)],
    keys: ["page", "title"],
    parts: partsOf([dimension("page"), titled], ["lastSeen"]),
    conditions: {
      ...question.conditions,
      page: [...question.conditions.page, ...(areNamed ? [{ field, operator: "is", values: paths } as const] : [])],
    },
    order: "lastSeen",
    limit: areNamed ? TITLES_MAX : ALL_TITLES_MAX,
  });
  const latest = new Map<unknown, ResultRow>();
  for (const row of found) {
    const known = latest.get(row.page);
    if (!known || known.lastSeen === row.lastSeen) latest.set(row.page, row);
  }
  return new Map([...latest].map(([path, row]) => [path, String(row.title)]));
}

const NULLABLE: Readonly<Record<string, MetricName>> = {
  bounceRate: "entryBounceRate",
  avgTimeOnPage: "avgTimeOnPage",
};

function nullReasons({ rows, totals }: Data): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const [field, name] of Object.entries(NULLABLE)) {
    const why = metric(name).missing ?? "";
    if (rows.some((row) => Reflect.get(row, field) === null)) reasons[`rows.${field}`] = why;
    if (Reflect.get(totals, field) === null) reasons[`totals.${field}`] = why;
  }
  return reasons;
}

function summarize({ rows, totals }: Data, { question, totalRows }: { question: Question; totalRows: number }): string {
  const scope = scopeInWords(question.range, question.filters);
  const top = rows[0];
  if (!top) return `No page was viewed ${scope}.`;
  const views = `${countOf(totals.pageViews, "page view")} of ${countOf(totalRows, "page")}`;
  return `${views} ${scope}; the first page has ${numberInWords(top.pageViews)} of them.`;
}
