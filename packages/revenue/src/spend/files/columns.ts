import type { DecimalSign } from "./decimals.ts";

/** What a column of a platform's report says. */
export type ReportField =
  | "day"
  | "start"
  | "end"
  | "campaign"
  | "campaignId"
  | "currency"
  | "amount"
  | "impressions"
  | "clicks"
  | "allClicks"
  | "platform";

/** The reports that are recognised. */
export type ReportFormat = "google_ads" | "meta_ads";

/** A known column; `sign` is the usual one of the language in which it is written. */
interface Column {
  readonly field: ReportField;
  readonly sign: DecimalSign;
  /** Where the header names the currency of its amounts. */
  readonly currency?: string;
}

/** A header with the places of what it knows. */
export interface ReportColumns {
  readonly format: ReportFormat;
  readonly places: ReadonlyMap<ReportField, number>;
  readonly usualSign: DecimalSign;
  readonly currency: string | null;
  /** Columns that say nothing about spend. */
  readonly ignored: readonly string[];
}

type Names = Readonly<Partial<Record<ReportField, readonly string[]>>>;

/** As Google Ads calls them in its interface and its downloads, in English and German. */
const GOOGLE_ADS: Readonly<Record<DecimalSign, Names>> = {
  ".": {
    day: ["day"],
    campaign: ["campaign", "campaign name"],
    campaignId: ["campaign id"],
    currency: ["currency code", "currency"],
    amount: ["cost"],
    impressions: ["impr.", "impressions"],
    clicks: ["clicks"],
  },
  ",": {
    day: ["tag"],
    campaign: ["kampagne", "kampagnenname"],
    campaignId: ["kampagnen-id", "kampagnen id"],
    currency: ["währungscode", "währung"],
    amount: ["kosten"],
    impressions: ["impr.", "impressionen"],
    clicks: ["klicks"],
  },
};

/** As Meta's ads manager calls them in its exports, in English and German. */
const META_ADS: Readonly<Record<DecimalSign, Names>> = {
  ".": {
    day: ["day"],
    start: ["reporting starts"],
    end: ["reporting ends"],
    campaign: ["campaign name"],
    campaignId: ["campaign id"],
    currency: ["currency"],
    amount: ["amount spent"],
    impressions: ["impressions"],
    clicks: ["link clicks"],
    allClicks: ["clicks (all)"],
    platform: ["platform"],
  },
  ",": {
    day: ["tag"],
    start: ["berichtsstart", "berichtsbeginn", "auswertungsstart"],
    end: ["berichtsende", "auswertungsende"],
    campaign: ["kampagnenname", "name der kampagne"],
    campaignId: ["kampagnen-id"],
    currency: ["währung"],
    amount: ["ausgegebener betrag"],
    impressions: ["impressionen"],
    clicks: ["link-klicks", "linkklicks"],
    allClicks: ["klicks (alle)"],
    platform: ["plattform"],
  },
};

const FORMATS: Readonly<Record<ReportFormat, Readonly<Record<DecimalSign, Names>>>> = {
  google_ads: GOOGLE_ADS,
  meta_ads: META_ADS,
};
/** A header belongs to a report that names the money, and a day or a campaign. */
const NEEDED: readonly ReportField[] = ["day", "start", "campaign"];
const CURRENCY_BEHIND = /^(.*\S)\s*\(([a-z]{3})\)$/;

/** Reads a header as one of the known reports; null for any other line. */
export function readColumns(cells: readonly string[]): ReportColumns | null {
  for (const format of ["meta_ads", "google_ads"] as const) {
    const columns = columnsOf(cells, format);
    if (columns.places.has("amount") && NEEDED.some((field) => columns.places.has(field))) return columns;
  }
  return null;
}

function columnsOf(cells: readonly string[], format: ReportFormat): ReportColumns {
  const places = new Map<ReportField, number>();
  const ignored: string[] = [];
  let amount: Column | null = null;
  for (const [place, cell] of cells.entries()) {
    const column = findColumn(cell, format);
    if (!column || places.has(column.field)) {
      if (cell !== "") ignored.push(cell);
      continue;
    }
    places.set(column.field, place);
    if (column.field === "amount") amount = column;
  }
  return { format, places, ignored, usualSign: amount?.sign ?? ".", currency: amount?.currency ?? null };
}

function findColumn(cell: string, format: ReportFormat): Column | null {
  const name = cell.toLowerCase().replace(/\s+/g, " ");
  const plain = columnNamed(name, format);
  if (plain) return plain;
  const [, amountName, currency] = CURRENCY_BEHIND.exec(name) ?? [];
  const amount = amountName === undefined ? null : columnNamed(amountName, format);
  return amount?.field === "amount" && currency ? { ...amount, currency: currency.toUpperCase() } : null;
}

function columnNamed(name: string, format: ReportFormat): Column | null {
  for (const sign of [".", ","] as const) {
    const names = FORMATS[format][sign];
    const field = (Object.keys(names) as ReportField[]).find((each) => names[each]?.includes(name));
    if (field) return { field, sign };
  }
  return null;
}
