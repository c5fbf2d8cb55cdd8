/** What a browser's language tells of where its person is: a first choice in a form, which they see and change. */
export interface Region {
  timezone: string;
  currency: string;
}

const ELSEWHERE: Region = { timezone: "UTC", currency: "USD" };
const EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");
const CURRENCIES: Readonly<Record<string, string>> = {
  AU: "AUD",
  BR: "BRL",
  CA: "CAD",
  CH: "CHF",
  CZ: "CZK",
  DK: "DKK",
  GB: "GBP",
  IN: "INR",
  JP: "JPY",
  MX: "MXN",
  NO: "NOK",
  NZ: "NZD",
  PL: "PLN",
  SE: "SEK",
};

/** The time zone and currency of the region that an Accept-Language header names, or the likely one of its language. */
export function guessRegion(acceptLanguage: string | undefined): Region {
  const tag = acceptLanguage?.split(/[,;]/, 1)[0]?.trim() ?? "";
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(tag)) return ELSEWHERE;
  const locale = new Intl.Locale(tag).maximize();
  const { region } = locale;
  if (region === undefined) return ELSEWHERE;
  return {
    timezone: zonesOf(locale)[0] ?? ELSEWHERE.timezone,
    currency: CURRENCIES[region] ?? (EURO.includes(region) ? "EUR" : ELSEWHERE.currency),
  };
}

/** Only where the whole region keeps one time: of several zones none is likelier than the next. */
function zonesOf(locale: Intl.Locale): string[] {
  const zones = "getTimeZones" in locale && typeof locale.getTimeZones === "function" ? locale.getTimeZones() : [];
  const known = new Set(Intl.supportedValuesOf("timeZone"));
  const named = (Array.isArray(zones) ? zones.map(String) : []).filter((zone) => known.has(zone));
  // The rest of Germany, so to speak: Europe/Busingen keeps Zurich's time and is listed second.
  return named.length <= 2 ? named : [];
}
