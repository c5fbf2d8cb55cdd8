import { isUnknown } from "./names.ts";

const NAMES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Codes that Unicode names and that are no countries. */
const NO_COUNTRIES = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);
/** Names beside those of Unicode's CLDR. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  turkey: "TR",
  "czech republic": "CZ",
  "united states of america": "US",
  usa: "US",
  uk: "GB",
  "great britain": "GB",
  "russian federation": "RU",
  "korea south": "KR",
  "republic of korea": "KR",
  "viet nam": "VN",
  myanmar: "MM",
  burma: "MM",
  macedonia: "MK",
  swaziland: "SZ",
  "cape verde": "CV",
  "ivory coast": "CI",
  "hong kong": "HK",
  macau: "MO",
  palestine: "PS",
  "the netherlands": "NL",
  "bosnia and herzegovina": "BA",
  moldova: "MD",
  iran: "IR",
  syria: "SY",
};

/** Asking for the names of all takes some milliseconds, so it happens once, with the first row. */
let known: { readonly codes: ReadonlySet<string>; readonly byName: ReadonlyMap<string, string> } | undefined;

/** The ISO 3166-1 code of a country that is given by its code or by its English name; '' where neither is known. */
export function countryCode(text: string): string {
  if (isUnknown(text)) return "";
  known ??= indexCountries();
  const code = text.trim().toUpperCase();
  return known.codes.has(code) ? code : (known.byName.get(plain(text)) ?? "");
}

function indexCountries(): NonNullable<typeof known> {
  const codes = [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second)).filter(isCountry);
  const names = codes.map((code) => [plain(NAMES.of(code) ?? ""), code] as const);
  return { codes: new Set(codes), byName: new Map([...Object.entries(OTHER_NAMES), ...names]) };
}

/** Codes that were given up have a successor: France was FX, too. */
function isCountry(code: string): boolean {
  return !NO_COUNTRIES.has(code) && NAMES.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;
}

/** A name for comparing: without accents, punctuation and what stands in brackets. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/\([^)]*\)/g, "")
    .replaceAll("&", "and")
    .replace(/[^\p{L}]+/gu, " ")
    .trim()
    .toLowerCase();
}
