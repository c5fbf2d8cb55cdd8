import { type Draw, drawFrom } from "./random.ts";

/** Where a visitor is, as reports show it. `country` is ISO 3166-1 alpha-2, `language` BCP 47. */
export interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly language: string;
}

interface Country {
  readonly code: string;
  readonly weight: number;
  /** The first one is the language of most. */
  readonly languages: readonly string[];
  /** Region and city, the largest first. */
  readonly cities: readonly (readonly [region: string, city: string])[];
}

const FIRST_LANGUAGE_SHARE = 0.88;

const COUNTRIES: readonly Country[] = [
  {
    code: "FR",
    weight: 20,
    languages: ["fr-FR", "en-GB"],
    cities: [
      ["Île-de-France", "Paris"],
      ["Auvergne-Rhône-Alpes", "Lyon"],
      ["Provence-Alpes-Côte d'Azur", "Marseille"],
      ["Occitanie", "Toulouse"],
      ["Nouvelle-Aquitaine", "Bordeaux"],
      ["Hauts-de-France", "Lille"],
      ["Pays de la Loire", "Nantes"],
      ["Grand Est", "Strasbourg"],
    ],
  },
  {
    code: "US",
    weight: 17,
    languages: ["en-US", "es-US"],
    cities: [
      ["California", "San Francisco"],
      ["New York", "New York"],
      ["Washington", "Seattle"],
      ["Texas", "Austin"],
      ["California", "Los Angeles"],
      ["Illinois", "Chicago"],
      ["Massachusetts", "Boston"],
      ["Colorado", "Denver"],
    ],
  },
  {
    code: "DE",
    weight: 12,
    languages: ["de-DE", "en-US"],
    cities: [
      ["Berlin", "Berlin"],
      ["Bavaria", "Munich"],
      ["Hamburg", "Hamburg"],
      ["North Rhine-Westphalia", "Cologne"],
      ["Hesse", "Frankfurt am Main"],
      ["Saxony", "Leipzig"],
    ],
  },
  {
    code: "GB",
    weight: 9,
    languages: ["en-GB"],
    cities: [
      ["England", "London"],
      ["England", "Manchester"],
      ["Scotland", "Edinburgh"],
      ["England", "Bristol"],
      ["Wales", "Cardiff"],
    ],
  },
  {
    code: "ES",
    weight: 5,
    languages: ["es-ES", "ca-ES"],
    cities: [
      ["Madrid", "Madrid"],
      ["Catalonia", "Barcelona"],
      ["Valencia", "Valencia"],
      ["Andalusia", "Seville"],
    ],
  },
  {
    code: "NL",
    weight: 4.5,
    languages: ["nl-NL", "en-GB"],
    cities: [
      ["North Holland", "Amsterdam"],
      ["South Holland", "Rotterdam"],
      ["Utrecht", "Utrecht"],
    ],
  },
  {
    code: "IT",
    weight: 4,
    languages: ["it-IT"],
    cities: [
      ["Lombardy", "Milan"],
      ["Lazio", "Rome"],
      ["Piedmont", "Turin"],
    ],
  },
  {
    code: "CA",
    weight: 3.6,
    languages: ["en-CA", "fr-CA"],
    cities: [
      ["Ontario", "Toronto"],
      ["Quebec", "Montreal"],
      ["British Columbia", "Vancouver"],
    ],
  },
  {
    code: "CH",
    weight: 3.2,
    languages: ["de-CH", "fr-CH"],
    cities: [
      ["Zurich", "Zurich"],
      ["Geneva", "Geneva"],
      ["Vaud", "Lausanne"],
    ],
  },
  {
    code: "BE",
    weight: 3,
    languages: ["fr-BE", "nl-BE"],
    cities: [
      ["Brussels", "Brussels"],
      ["Flanders", "Antwerp"],
      ["Wallonia", "Liège"],
    ],
  },
  {
    code: "IN",
    weight: 2.8,
    languages: ["en-IN", "hi-IN"],
    cities: [
      ["Karnataka", "Bengaluru"],
      ["Maharashtra", "Mumbai"],
      ["Delhi", "New Delhi"],
    ],
  },
  {
    code: "PL",
    weight: 2.2,
    languages: ["pl-PL"],
    cities: [
      ["Mazovia", "Warsaw"],
      ["Lesser Poland", "Kraków"],
    ],
  },
  {
    code: "SE",
    weight: 1.9,
    languages: ["sv-SE"],
    cities: [
      ["Stockholm", "Stockholm"],
      ["Västra Götaland", "Gothenburg"],
    ],
  },
  {
    code: "AU",
    weight: 1.8,
    languages: ["en-AU"],
    cities: [
      ["New South Wales", "Sydney"],
      ["Victoria", "Melbourne"],
    ],
  },
  {
    code: "BR",
    weight: 1.7,
    languages: ["pt-BR"],
    cities: [
      ["São Paulo", "São Paulo"],
      ["Rio de Janeiro", "Rio de Janeiro"],
    ],
  },
  {
    code: "PT",
    weight: 1.5,
    languages: ["pt-PT"],
    cities: [
      ["Lisbon", "Lisbon"],
      ["Porto", "Porto"],
    ],
  },
  {
    code: "AT",
    weight: 1.4,
    languages: ["de-AT"],
    cities: [
      ["Vienna", "Vienna"],
      ["Styria", "Graz"],
    ],
  },
  {
    code: "JP",
    weight: 1.3,
    languages: ["ja-JP"],
    cities: [
      ["Tokyo", "Tokyo"],
      ["Osaka", "Osaka"],
    ],
  },
  {
    code: "DK",
    weight: 1.1,
    languages: ["da-DK"],
    cities: [
      ["Capital Region", "Copenhagen"],
      ["Central Denmark", "Aarhus"],
    ],
  },
  { code: "IE", weight: 1, languages: ["en-IE"], cities: [["Leinster", "Dublin"]] },
  { code: "NO", weight: 0.9, languages: ["nb-NO"], cities: [["Oslo", "Oslo"]] },
  { code: "FI", weight: 0.8, languages: ["fi-FI"], cities: [["Uusimaa", "Helsinki"]] },
  { code: "CZ", weight: 0.8, languages: ["cs-CZ"], cities: [["Prague", "Prague"]] },
  { code: "MX", weight: 0.7, languages: ["es-MX"], cities: [["Mexico City", "Mexico City"]] },
  { code: "SG", weight: 0.7, languages: ["en-SG"], cities: [["Singapore", "Singapore"]] },
  { code: "LU", weight: 0.6, languages: ["fr-LU"], cities: [["Luxembourg", "Luxembourg"]] },
  { code: "MA", weight: 0.6, languages: ["fr-MA", "ar-MA"], cities: [["Casablanca-Settat", "Casablanca"]] },
  { code: "GR", weight: 0.5, languages: ["el-GR"], cities: [["Attica", "Athens"]] },
  { code: "NZ", weight: 0.5, languages: ["en-NZ"], cities: [["Auckland", "Auckland"]] },
  { code: "KR", weight: 0.4, languages: ["ko-KR"], cities: [["Seoul", "Seoul"]] },
];

/** Draws a place: thirty countries, few of them large; within a country the large cities first. */
export function drawPlaces(): Draw<Place> {
  const drawCountry = drawFrom(
    COUNTRIES.map((country) => ({ country, drawCity: drawFrom(country.cities, (_city, rank) => 1 / (rank + 1.5)) })),
    ({ country }) => country.weight,
  );
  return (random) => {
    const { country, drawCity } = drawCountry(random);
    const [region, city] = drawCity(random);
    const others = country.languages.slice(1);
    const isFirst = others.length === 0 || random.chance(FIRST_LANGUAGE_SHARE);
    const language = (isFirst ? country.languages[0] : others[random.below(others.length)]) ?? "";
    return { country: country.code, region, city, language };
  };
}
