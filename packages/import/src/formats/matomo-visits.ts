import type { VisitFacts } from "@heliometer/events";
import { readLanguage } from "@heliometer/ingest";
import { countryCode } from "../facts/countries.ts";
import { toldEvent } from "../facts/event.ts";
import { browserNamed, deviceNamed, isUnknown, systemNamed } from "../facts/names.ts";
import { originOf } from "../facts/origin.ts";
import { type CsvRow, readCsv } from "../files/csv.ts";
import { listOf, readJsonObjects, textOf } from "../files/json.ts";
import { CellFault } from "./cells.ts";
import {
  type FileHead,
  type FileReading,
  type FileUse,
  type Format,
  type Item,
  type Reading,
  type RecognisedFile,
  readingOf,
} from "./format.ts";

/** A visit or an action: its fields by name, as JSON has them. */
type Fields = Readonly<Record<string, unknown>>;

interface Visit {
  readonly line: number;
  readonly fields: Fields;
  readonly actions: readonly Fields[];
}

/** What other kinds of actions become: a custom event of this name, with the fields that tell more. */
const ACTIONS: Readonly<Record<string, { readonly name: string; readonly fields: Readonly<Record<string, string>> }>> =
  {
    event: { name: "", fields: { category: "eventCategory", name: "eventName", value: "eventValue" } },
    outlink: { name: "outbound_link", fields: { url: "url" } },
    download: { name: "file_download", fields: { url: "url" } },
    search: { name: "site_search", fields: { keyword: "siteSearchKeyword", category: "siteSearchCategory" } },
    goal: { name: "goal", fields: { goal: "goalName", goalId: "goalId" } },
    ecommerceOrder: { name: "order", fields: { orderId: "orderId", items: "items" } },
    ecommerceAbandonedCart: { name: "abandoned_cart", fields: { items: "items" } },
  };
const PAGE_VIEW = "action";
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const ZONE_HOURS_MAX = 15;
const ACTION_COLUMN = /^actionDetails_(\d+)_(\w+)$/;

/**
 * Matomo's visits log: `Live.getLastVisitsDetails` as JSON (one array, or a visit a line) or as CSV, where the actions are
 * columns `actionDetails_0_url`, `actionDetails_1_url`, … Fields by matomo-org/matomo `plugins/Live/VisitorDetails.php` and
 * the `VisitorDetails.php` of the other plugins, and by the answer of a real 5.x.
 *
 * `timestamp` of an action is the time in the site's zone written as if it were UTC, while `firstActionTimestamp` of the
 * visit is the real instant: the difference between the two, a whole number of quarter hours, puts actions right.
 */
export const matomoVisits: Format = {
  tool: "matomo",
  title: "Matomo's visits log",
  carries: "events",
  missing: [
    "Network addresses, which the files may hold: they are not read.",
    "Revenue of orders and goals: the events are there, the money is not counted.",
    "Custom variables and dimensions, contents, media and forms.",
  ],
  recognise(head: FileHead): FileUse | null {
    const isJson = /^\s*\[?\s*\{/.test(head.text);
    if (isJson && head.text.includes('"idVisit"') && head.text.includes('"actionDetails"')) {
      return { role: "json", unknownColumns: [] };
    }
    if (!head.columns.includes("idVisit") || !head.columns.includes("visitorId")) return null;
    if (head.columns.includes("actionDetails_0_type")) return { role: "csv", unknownColumns: [] };
    const useless = "holds visits without their actions. Export it with flat actions, or as JSON.";
    return { role: "visits", unknownColumns: [], useless };
  },
  async *read(files: readonly RecognisedFile[], reading: Reading): AsyncGenerator<Item> {
    for (const recognised of files) {
      const of = readingOf(reading, recognised.file);
      for await (const visit of readVisits(recognised, of)) {
        try {
          // All of a visit or nothing of it.
          const items = [...readActions(visit, reading)];
          yield* items;
        } catch (error) {
          if (!(error instanceof CellFault)) throw error;
          of.refuse(visit.line, error.message);
        }
      }
    }
  },
};

async function* readVisits({ file, head, role }: RecognisedFile, reading: FileReading): AsyncGenerator<Visit> {
  if (role === "json") {
    for await (const { line, value } of readJsonObjects(file, reading)) {
      yield { line, fields: value, actions: listOf(value.actionDetails) };
    }
    return;
  }
  const columns = head
    .split(/\r?\n/, 1)
    .join("")
    .split(/[,;\t]/)
    .map((column) => column.replaceAll('"', "").trim());
  for await (const row of readCsv(file, head, reading)) yield unfold(row, columns);
}

/** A row of the CSV as the visit that JSON would show. */
function unfold(row: CsvRow, columns: readonly string[]): Visit {
  const fields: Record<string, string> = {};
  const actions: Record<string, string>[] = [];
  for (const column of columns) {
    const cell = plainCell(row.get(column));
    const [, place, field] = ACTION_COLUMN.exec(column) ?? [];
    if (cell === "") continue;
    if (field === undefined) fields[column] = cell;
    else {
      const action = actions[Number(place)] ?? {};
      action[field] = cell;
      actions[Number(place)] = action;
    }
  }
  return { line: row.line, fields, actions: actions.filter((action) => action !== undefined) };
}

/** Matomo puts an apostrophe before what a spreadsheet would take for a formula. */
export function plainCell(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

function* readActions({ fields, actions }: Visit, reading: Reading): Generator<Item> {
  const idVisit = textOf(fields.idVisit);
  const visitor = textOf(fields.userId) || textOf(fields.visitorId);
  if (idVisit === "" || visitor === "") throw new CellFault("visitorId", visitor, "and idVisit have to be there.");
  const shiftMs = shiftOf(fields, actions);
  const first = URL.parse(textOf(actions.find(({ url }) => textOf(url) !== "")?.url));
  const visit = readVisit(fields, first);
  let page: URL | null = first;
  for (const [place, action] of actions.entries()) {
    const type = textOf(action.type);
    const known = ACTIONS[type];
    if (type !== PAGE_VIEW && !known) {
      reading.leaveOut(`Matomo's actions of type ${type || "(empty)"}`);
      continue;
    }
    const seconds = Number(textOf(action.timestamp));
    if (!Number.isInteger(seconds) || seconds <= 0) {
      throw new CellFault("timestamp", textOf(action.timestamp), "of an action is not seconds since 1970.");
    }
    if (type === PAGE_VIEW) page = URL.parse(textOf(action.url)) ?? page;
    yield {
      kind: "event",
      event: toldEvent({
        projectId: reading.projectId,
        tool: "matomo",
        id: `${idVisit}:${place}`,
        visitor,
        ts: seconds * SECOND_MS + shiftMs,
        ...describe(type, action),
        hostname: page?.hostname ?? "",
        path: page?.pathname ?? "",
        visit,
      }),
    };
  }
}

function describe(type: string, action: Fields) {
  const known = ACTIONS[type];
  if (!known) {
    const spent = Number(textOf(action.timeSpent));
    return {
      kind: "pageview" as const,
      title: textOf(action.pageTitle),
      ...(Number.isInteger(spent) && spent > 0 ? { durationMs: spent * SECOND_MS } : {}),
    };
  }
  const properties = Object.fromEntries(Object.entries(known.fields).map(([name, field]) => [name, action[field]]));
  const name = type === "event" ? textOf(action.eventAction) || "event" : known.name;
  return { kind: "custom" as const, name, properties };
}

/** What actions' times have to be moved by, in milliseconds. */
function shiftOf(fields: Fields, actions: readonly Fields[]): number {
  const real = Number(textOf(fields.firstActionTimestamp));
  const told = Math.min(...actions.map(({ timestamp }) => Number(textOf(timestamp)) || Number.POSITIVE_INFINITY));
  const shift = (real - told) * SECOND_MS;
  const quarters = shift / (HOUR_MS / 4);
  return Number.isInteger(quarters) && Math.abs(shift) <= ZONE_HOURS_MAX * HOUR_MS ? shift : 0;
}

function readVisit(fields: Fields, page: URL | null): VisitFacts {
  const text = (field: string) => {
    const value = textOf(fields[field]);
    return isUnknown(value) ? "" : value;
  };
  const isCampaign = text("referrerType") === "campaign";
  return {
    ...originOf({
      referrer: text("referrerUrl"),
      hostname: page?.hostname ?? "",
      query: page?.search.replace(/^\?/, "") ?? "",
      name: isCampaign || text("referrerType") === "direct" ? "" : text("referrerName"),
      utm: {
        utm_source: text("campaignSource"),
        utm_medium: text("campaignMedium"),
        utm_campaign: text("campaignName") || (isCampaign ? text("referrerName") : ""),
        utm_term: text("campaignKeyword") || (isCampaign ? text("referrerKeyword") : ""),
        utm_content: text("campaignContent"),
      },
    }),
    country: countryCode(text("countryCode")),
    region: text("region"),
    city: text("city"),
    // The name of the device is in the language of the site; its picture is called the same everywhere.
    device: deviceNamed(iconName(text("deviceTypeIcon")) || text("deviceType")),
    browser: browserNamed(text("browserName")),
    os: systemNamed(text("operatingSystemName")),
    language: readLanguage(text("languageCode"), undefined),
  };
}

function iconName(icon: string): string {
  return (/\/devices\/([a-z_]+)\.png$/.exec(icon)?.[1] ?? "").replaceAll("_", " ");
}
