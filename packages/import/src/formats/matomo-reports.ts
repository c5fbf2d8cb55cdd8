import { readLanguage } from "@heliometer/ingest";
import type { Figure } from "../days/figures.ts";
import { countryCode } from "../facts/countries.ts";
import { browserNamed, deviceNamed, systemNamed } from "../facts/names.ts";
import { originOf } from "../facts/origin.ts";
import { NOT_SET } from "../facts/unknown.ts";
import { type CsvRow, readCsv } from "../files/csv.ts";
import { CellFault, readCount, readDay } from "./cells.ts";
import {
  type FileHead,
  type FileUse,
  type Format,
  type Item,
  type Reading,
  type RecognisedFile,
  readingOf,
} from "./format.ts";
import { plainCell } from "./matomo-visits.ts";

/** A report: by what it is recognised, and what a row of it says. */
interface Report {
  readonly role: string;
  readonly isIt: (head: FileHead) => boolean;
  readonly known: readonly string[];
  readonly read: (row: CsvRow, day: string) => Iterable<Figure>;
}

const VISITS = [
  "date",
  "label",
  "nb_visits",
  "nb_uniq_visitors",
  "nb_users",
  "nb_actions",
  "bounce_count",
  "sum_visit_length",
];
const REFERRER_TYPES = ["metadata_referrer_type", "referrer_type", "metadata_referer_type", "referer_type"];
const COUNTRY_CODES = ["metadata_code", "code", "country"];
const LOGO = "metadata_logo";
const DAY_IN_NAME = /(\d{4}-\d\d-\d\d)(?!.*\d{4}-\d\d-\d\d)/;
const SECOND_MS = 1_000;
const DIRECT = "1";
const CAMPAIGN = "6";
/** Rows of `getReferrerType` name no source, only its kind, in English. */
const KINDS: Readonly<Record<string, string>> = {
  "direct entry": "Direct",
  "search engines": "Organic Search",
  websites: "Referral",
  campaigns: "Campaign",
  "social networks": "Organic Social",
  "ai assistants": "AI Assistants",
};
const OTHERS = "Others";

const count = (row: CsvRow, column: string) => readCount(column, row.get(column));
const label = (row: CsvRow) => plainCell(row.get("label")).trim();
const oneOf = (row: CsvRow, columns: readonly string[]) =>
  columns.map((column) => row.get(column)).find((cell) => cell !== "") ?? "";
const hasOneOf = ({ columns }: FileHead, names: readonly string[]) => names.some((name) => columns.includes(name));
/** A report that only its pictures or its name tell from others. */
const isNamed = (head: FileHead, { logo, names }: { logo: string; names: RegExp }) =>
  head.columns.includes("label") && (head.text.includes(`/icons/dist/${logo}/`) || names.test(head.name));

const REPORTS: readonly Report[] = [
  {
    role: "summary",
    isIt: ({ columns }) =>
      !columns.includes("label") && (columns.includes("nb_visits") || columns.includes("nb_pageviews")),
    known: [...VISITS, "nb_pageviews"],
    read: function* (row, day) {
      const told = (column: string, name: string, factor = 1) =>
        row.get(column) === "" ? {} : { [name]: count(row, column) * factor };
      yield {
        day,
        of: "totals",
        ...told("nb_visits", "visits"),
        ...told("nb_uniq_visitors", "visitors"),
        ...told("nb_pageviews", "pageviews"),
        ...told("bounce_count", "bounces"),
        ...told("sum_visit_length", "durationMs", SECOND_MS),
      };
    },
  },
  {
    role: "pages",
    isIt: (head) => head.columns.includes("label") && hasOneOf(head, ["nb_hits", "entry_nb_visits", "exit_nb_visits"]),
    known: [...VISITS, "nb_hits", "metadata_url", "url", "entry_nb_visits", "entry_bounce_count", "exit_nb_visits"],
    read: readPage,
  },
  {
    role: "sources",
    isIt: (head) => head.columns.includes("label") && hasOneOf(head, REFERRER_TYPES),
    known: [...VISITS, ...REFERRER_TYPES],
    read: function* (row, day) {
      yield { day, of: "origin", facts: readOrigin(row), visits: count(row, "nb_visits") };
    },
  },
  {
    role: "devices",
    isIt: (head) => isNamed(head, { logo: "devices", names: /devicesdetection\.gettype|device type/ }),
    known: [...VISITS, LOGO],
    read: function* (row, day) {
      const icon = /\/devices\/([a-z_]+)\.png$/.exec(row.get(LOGO))?.[1]?.replaceAll("_", " ");
      yield { day, of: "device", facts: { device: deviceNamed(icon ?? label(row)) }, visits: count(row, "nb_visits") };
    },
  },
  {
    role: "browsers",
    isIt: (head) => isNamed(head, { logo: "browsers", names: /getbrowsers|browsers?\b/ }),
    known: [...VISITS, LOGO],
    read: function* (row, day) {
      yield { day, of: "browser", facts: { browser: browserNamed(label(row)) }, visits: count(row, "nb_visits") };
    },
  },
  {
    role: "systems",
    isIt: (head) => isNamed(head, { logo: "os", names: /getosfamilies|operating system/ }),
    known: [...VISITS, LOGO],
    read: function* (row, day) {
      yield { day, of: "os", facts: { os: systemNamed(label(row)) }, visits: count(row, "nb_visits") };
    },
  },
  {
    role: "countries",
    isIt: (head) => head.columns.includes("label") && hasOneOf(head, COUNTRY_CODES),
    known: [...VISITS, ...COUNTRY_CODES, LOGO],
    read: function* (row, day) {
      const country = countryCode(oneOf(row, COUNTRY_CODES) || label(row));
      yield { day, of: "place", facts: { country }, visits: count(row, "nb_visits") };
    },
  },
  {
    role: "languages",
    isIt: (head) => head.columns.includes("label") && /userlanguage\.getlanguagecode|language code/.test(head.name),
    known: VISITS,
    read: function* (row, day) {
      const language = readLanguage(/\b([a-z]{2}(?:-[a-z]{2})?)\)?$/i.exec(label(row))?.[1] ?? "", undefined);
      yield { day, of: "language", facts: { language }, visits: count(row, "nb_visits") };
    },
  },
];

/**
 * Matomo's reports of days as CSV (`format=CSV&period=day&date=FIRST,LAST&flat=1&filter_limit=-1&format_metrics=0`): with
 * several days the first column is `date`, with one the day stands in the file's name. Column names are those of the API
 * (`translateColumnNames=0`), metadata comes as `metadata_…`: matomo-org/matomo `core/DataTable/Renderer/Csv.php`. By
 * default the files are UTF-16 (`convertToUnicode=1`), which is read as well.
 */
export const matomoReports: Format = {
  tool: "matomo",
  title: "Matomo's daily reports",
  carries: "days",
  missing: [
    "Goals, revenue, events and custom dimensions: their reports are not read.",
    "Rows that Matomo gathers under Others.",
  ],
  recognise(head: FileHead): FileUse | null {
    const report = REPORTS.find(({ isIt }) => isIt(head));
    if (!hasOneOf(head, ["nb_visits", "nb_hits", "nb_pageviews"])) return null;
    if (!report) {
      const useless =
        "does not show which report it is. Name it after its method, such as DevicesDetection.getType.csv.";
      return { role: "unknown", unknownColumns: [], useless };
    }
    const unknownColumns = head.columns.filter((column) => !report.known.includes(column));
    if (head.columns.includes("date") || DAY_IN_NAME.test(head.name)) return { role: report.role, unknownColumns };
    const useless = "has no column date and no day in its name: export it with period=day and a range of dates.";
    return { role: report.role, unknownColumns, useless };
  },
  async *read(files: readonly RecognisedFile[], reading: Reading): AsyncGenerator<Item> {
    for (const { file, head, role } of files) {
      const report = REPORTS.find((candidate) => candidate.role === role);
      if (!report) continue;
      const named = DAY_IN_NAME.exec(file.name)?.[1] ?? "";
      const of = readingOf(reading, file);
      for await (const row of readCsv(file, head, of)) {
        try {
          const day = readDay("date", row.get("date") || named);
          if (label(row) === OTHERS) reading.leaveOut("rows that Matomo gathers under Others");
          else for (const figure of report.read(row, day)) yield { kind: "figure", figure };
        } catch (error) {
          if (!(error instanceof CellFault)) throw error;
          of.refuse(row.line, error.message);
        }
      }
    }
  },
};

function* readPage(row: CsvRow, day: string): Generator<Figure> {
  const url = URL.parse(row.get("metadata_url") || row.get("url"));
  const named = label(row);
  const path = url?.pathname ?? (named.startsWith("/") ? named : `/${named}`);
  const bounces = row.get("entry_bounce_count") === "" ? {} : { bounces: count(row, "entry_bounce_count") };
  yield { day, of: "page", hostname: url?.hostname ?? "", path, pageviews: count(row, "nb_hits") };
  yield { day, of: "entry", path, visits: count(row, "entry_nb_visits"), ...bounces };
  yield { day, of: "exit", path, visits: count(row, "exit_nb_visits") };
}

function readOrigin(row: CsvRow) {
  const type = oneOf(row, REFERRER_TYPES);
  const name = label(row);
  const channel = KINDS[name.toLowerCase()];
  if (type === DIRECT) return originOf({});
  if (channel) return { source: NOT_SET, channel };
  return type === CAMPAIGN ? originOf({ utm: { utm_campaign: name } }) : originOf({ name });
}
