import { CHANNELS, InvalidInput } from "@heliometer/core";
import type { VisitFacts } from "@heliometer/events";
import { readLanguage } from "@heliometer/ingest";
import type { Figure } from "../days/figures.ts";
import { countryCode } from "../facts/countries.ts";
import { browserNamed, deviceNamed, isUnknown, systemNamed } from "../facts/names.ts";
import { originOf } from "../facts/origin.ts";
import { NOT_SET } from "../facts/unknown.ts";
import { type CsvRow, readHeader, readSmallCsv } from "../files/csv.ts";
import type { InputFile } from "../files/input-files.ts";
import { readText } from "../files/text.ts";
import { CellFault, readCount, readDay, readNumber } from "./cells.ts";
import {
  type FileHead,
  type FileUse,
  type Format,
  type Item,
  type Reading,
  type RecognisedFile,
  readingOf,
} from "./format.ts";

/** A table of a download: one file may hold several. */
interface Section {
  /** The line of its header. */
  readonly line: number;
  readonly text: string;
  readonly columns: readonly string[];
  /** The range that it is about, as GA4 writes days; '' where it does not say. */
  readonly start: string;
  readonly end: string;
}

const PAGES = [
  ...["Page path and screen class", "Page path + query string and screen class", "Page path"],
  "Page path + query string",
];
const LANDING_PAGES = ["Landing page", "Landing page + query string"];
const SOURCES = ["Session source / medium", "Session source", "Session medium", "Session campaign"];
const CHANNEL_GROUPS = [
  "Session primary channel group (Default Channel Group)",
  "Session primary channel group (Default channel group)",
  "Session default channel group",
];
const PLACES = ["Country", "Region", "City"];
const OTHER_DIMENSIONS = ["Device category", "Browser", "Operating system", "Language", "Event name", "Hostname"];
const TEXTS = ["Session manual term", "Session manual ad content"];
const DAYS = ["Date", "Nth day"];
const METRICS = [
  ...["Sessions", "Views", "Active users", "Total users", "Engaged sessions", "Bounce rate", "Event count"],
  "Average session duration",
];
const DIMENSIONS = [
  ...[...PAGES, ...LANDING_PAGES, ...SOURCES, ...CHANNEL_GROUPS, ...PLACES, ...OTHER_DIMENSIONS, ...TEXTS],
];
const BOOKKEEPING = new Set(["page_view", "session_start", "first_visit", "user_engagement", "scroll"]);
const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
/** GA4 writes at most some ten thousand rows into such a file. */
const TEXT_CHARACTERS_MAX = 67_108_864;

/**
 * GA4's reports and explorations as "Download file" → CSV writes them: lines with `#` tell what the report is and its dates
 * (`# Start date: 20240101`, in explorations
 * `# 20240101-20240131`), then come tables under English names of dimensions and metrics
 * (support.google.com/analytics/answer/9143382). Only tables with a column of days (`Date`, or `Nth day` of line charts), and
 * reports over a single day, say which day their figures belong to.
 */
export const ga4Reports: Format = {
  tool: "ga4",
  title: "GA4's reports",
  carries: "days",
  missing: [
    "Exit pages, engagement and revenue: GA4's reports do not have them by day and visit.",
    "A bounce is GA4's here: a session that was not engaged, even of several pages where the figures leave room for it.",
    "Rows that GA4 withholds below its thresholds, or gathers under (other).",
  ],
  recognise(head: FileHead): FileUse | null {
    const sections = splitSections(head.text);
    if (!sections.some(({ columns }) => columns.some((column) => isKnown(column)))) return null;
    if (!/^#/.test(head.text.replace(/^\uFEFF/, "")) && !sections[0]?.columns.includes("Date")) return null;
    const unknownColumns = sections.flatMap(({ columns }) => columns.filter((column) => !isKnown(column)));
    const dated = sections.filter(isDated);
    const useless =
      "holds totals of several days without saying which day they belong to. Add the dimension Date in an exploration, or download the report for one day at a time.";
    return { role: "report", unknownColumns: [...new Set(unknownColumns)], ...(dated.length > 0 ? {} : { useless }) };
  },
  async *read(files: readonly RecognisedFile[], reading: Reading): AsyncGenerator<Item> {
    for (const { file } of files) {
      const text = await readWhole(file, reading);
      for (const section of splitSections(text).filter(isDated)) yield* readSection(file, section, reading);
    }
  },
};

async function readWhole(file: InputFile, { onBytes }: Reading): Promise<string> {
  let text = "";
  for await (const piece of readText(file, onBytes)) {
    text += piece;
    if (text.length > TEXT_CHARACTERS_MAX) {
      throw new InvalidInput({ field: "file", rule: "is too large for a report of GA4.", received: file.name });
    }
  }
  return text;
}

function* readSection(file: InputFile, section: Section, reading: Reading): Generator<Item> {
  const of = readingOf(reading, file);
  for (const row of readSmallCsv(section.text, section.line, of)) {
    try {
      for (const figure of readFigures(row, section)) yield { kind: "figure", figure };
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      of.refuse(row.line, error.message);
    }
  }
}

function isKnown(column: string): boolean {
  return DIMENSIONS.includes(column) || METRICS.includes(column) || DAYS.includes(column);
}

function isDated({ columns, start, end }: Section): boolean {
  const isAbout = columns.some((column) => METRICS.includes(column));
  return isAbout && (columns.includes("Date") || (start !== "" && (columns.includes("Nth day") || start === end)));
}

/** The tables of a file. A row of totals, `,120,45,Grand total`, belongs to none of them. */
function splitSections(text: string): Section[] {
  const sections: Section[] = [];
  let dates = { start: "", end: "" };
  let lines: string[] = [];
  let first = 0;
  const close = () => {
    const columns = readHeader(lines[0] ?? "");
    if (lines.length > 0) sections.push({ line: first, text: lines.join("\n"), columns, ...dates });
    lines = [];
  };
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const [, end, day] = /^# *(Start|End) date: *(\d{8})/i.exec(line) ?? [];
    if (line.startsWith("#") || line.trim() === "") close();
    if (day) dates = { ...dates, [end?.toLowerCase() ?? ""]: day };
    const [, firstDay, lastDay] = /^# *(\d{8})-(\d{8})\s*$/.exec(line) ?? [];
    if (firstDay && lastDay) dates = { start: firstDay, end: lastDay };
    if (line.startsWith("#") || line.trim() === "") continue;
    if (lines.length === 0) first = index + 1;
    // An empty line in its place keeps the numbers of the lines after it.
    lines.push(/(?:^|,)"?Grand total"?\s*$/.test(line) ? "" : line);
  }
  close();
  return sections;
}

function dayOf(row: CsvRow, { columns, start }: Section): string {
  if (columns.includes("Date")) return readDay("Date", row.get("Date"));
  const first = readDay("Start date", start);
  if (!columns.includes("Nth day")) return first;
  const days = readCount("Nth day", row.get("Nth day"));
  return new Date(Date.parse(first) + days * DAY_MS).toISOString().slice(0, 10);
}

function* readFigures(row: CsvRow, section: Section): Generator<Figure> {
  const { columns } = section;
  const day = dayOf(row, section);
  const has = (column: string) => columns.includes(column);
  const first = (names: readonly string[]) => names.find(has);
  const dimensions = columns.filter((column) => DIMENSIONS.includes(column));
  if (dimensions.length === 0) {
    yield readTotals(row, columns, day);
    return;
  }
  const page = first(PAGES);
  if (page && has("Views")) {
    const hostname = isUnknown(row.get("Hostname")) ? "" : row.get("Hostname");
    yield { day, of: "page", hostname, path: pathOf(row.get(page)), pageviews: readCount("Views", row.get("Views")) };
  }
  const name = row.get("Event name");
  if (name !== "" && has("Event count") && !BOOKKEEPING.has(name)) {
    const visitors = readCount("Active users", row.get("Active users") || row.get("Total users"));
    const events = readCount("Event count", row.get("Event count"));
    yield { day, of: "event", name, path: "", properties: "", events, visitors };
  }
  if (!has("Sessions")) return;
  const visits = readCount("Sessions", row.get("Sessions"));
  const landing = first(LANDING_PAGES);
  if (landing) yield { day, of: "entry", path: pathOf(row.get(landing)), visits };
  if (first(PLACES)) yield { day, of: "place", facts: readPlace(row), visits };
  if (first(SOURCES) || first(CHANNEL_GROUPS)) yield { day, of: "origin", facts: readOrigin(row, columns), visits };
  if (has("Device category")) {
    yield { day, of: "device", facts: { device: deviceNamed(row.get("Device category")) }, visits };
  }
  if (has("Browser")) yield { day, of: "browser", facts: { browser: browserNamed(row.get("Browser")) }, visits };
  if (has("Operating system")) yield { day, of: "os", facts: { os: systemNamed(row.get("Operating system")) }, visits };
  if (has("Language")) {
    const language = /^[a-z]{2,3}(?:-|$)/.test(row.get("Language")) ? readLanguage(row.get("Language"), undefined) : "";
    yield { day, of: "language", facts: { language }, visits };
  }
}

function readTotals(row: CsvRow, columns: readonly string[], day: string): Figure {
  const has = (column: string) => columns.includes(column) && row.get(column) !== "";
  const count = (column: string) => readCount(column, row.get(column));
  const users = ["Active users", "Total users"].find(has);
  const sessions = has("Sessions") ? count("Sessions") : undefined;
  const engaged = has("Engaged sessions") ? count("Engaged sessions") : undefined;
  const bounces =
    sessions === undefined ? undefined : bouncesOf(sessions, engaged, has("Bounce rate") ? row.get("Bounce rate") : "");
  return {
    day,
    of: "totals",
    ...(sessions === undefined ? {} : { visits: sessions }),
    ...(has("Views") ? { pageviews: count("Views") } : {}),
    ...(users ? { visitors: count(users) } : {}),
    ...(bounces === undefined ? {} : { bounces }),
    ...(sessions !== undefined && has("Average session duration")
      ? {
          durationMs: Math.round(
            readNumber("Average session duration", row.get("Average session duration")) * sessions * SECOND_MS,
          ),
        }
      : {}),
  };
}

function bouncesOf(sessions: number, engaged: number | undefined, rate: string): number | undefined {
  if (engaged !== undefined) return Math.max(0, sessions - engaged);
  return rate === "" ? undefined : Math.round(readNumber("Bounce rate", rate) * sessions);
}

function pathOf(text: string): string {
  return isUnknown(text) ? "" : text.split(/[?#]/, 1).join("");
}

function readPlace(row: CsvRow): Pick<VisitFacts, "country" | "region" | "city"> {
  const text = (column: string) => (isUnknown(row.get(column)) ? "" : row.get(column));
  return { country: countryCode(row.get("Country")), region: text("Region"), city: text("City") };
}

function readOrigin(row: CsvRow, columns: readonly string[]) {
  const group = CHANNEL_GROUPS.find((column) => columns.includes(column));
  if (group && !SOURCES.some((column) => columns.includes(column))) {
    const channel = CHANNELS.find((known) => known === row.get(group));
    return { source: channel === "Direct" ? "Direct / None" : NOT_SET, channel: channel ?? NOT_SET };
  }
  const [source = "", medium = ""] = columns.includes("Session source / medium")
    ? row.get("Session source / medium").split(" / ")
    : [row.get("Session source"), row.get("Session medium")];
  const plain = (text: string) => (/^\(.*\)$/.test(text) ? "" : text);
  if (source === NOT_SET) return { source: NOT_SET, channel: NOT_SET };
  // GA4 notes a medium for untagged visits, too.
  const isTagged = !["", "organic", "referral"].includes(plain(medium).toLowerCase());
  return originOf({
    name: plain(source),
    utm: {
      utm_source: isTagged ? plain(source) : "",
      utm_medium: isTagged ? plain(medium) : "",
      utm_campaign: plain(row.get("Session campaign")),
      utm_term: plain(row.get("Session manual term")),
      utm_content: plain(row.get("Session manual ad content")),
    },
  });
}
