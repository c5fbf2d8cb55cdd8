import { type Draw, drawFrom, zipf } from "./random.ts";

export type PageKind =
  | "home"
  | "collection"
  | "product"
  | "guide"
  | "company"
  | "cart"
  | "checkout"
  | "thanks"
  | "signup";

export interface Page {
  readonly kind: PageKind;
  readonly path: string;
  readonly title: string;
  /** Products only, in whole euros. */
  readonly price: number;
}

/** A shop with its pages; draws a page of a kind, the popular ones more often. */
export interface Catalogue {
  readonly draw: Readonly<Record<PageKind, Draw<Page>>>;
}

const SHOP = "Demo shop";

const SERIES = (
  "Meridian Aurora Solstice Zenith Vega Equinox Polaris Corona Helios Umbra " +
  "Halo Lumen Apex Horizon Azimuth Nova Orbit Gnomon Penumbra Perihelion"
).split(" ");

const WARES: readonly (readonly [name: string, price: number])[] = [
  ["Refractor 70", 189],
  ["Solar Lantern", 39],
  ["Pocket Sundial", 45],
  ["Eclipse Glasses", 9],
  ["Sunrise Lamp", 79],
  ["Star Atlas", 34],
  ["Reflector 130", 349],
  ["Binoculars 8x42", 129],
  ["Garden Sundial", 149],
  ["Light Meter", 99],
  ["Solar Filter", 59],
  ["Desk Lamp", 89],
];

const EDITIONS = ["", "Mini", "Pro", "Travel", "Classic", "Kit", "Junior", "Deluxe"];

/** How many different products there can be. */
const PRODUCTS_MAX = SERIES.length * WARES.length * EDITIONS.length;

const COLLECTIONS = ["Telescopes", "Lanterns", "Sundials", "Lamps", "Binoculars", "Books and atlases", "Gifts", "Sale"];

const GUIDES = [
  "How to read a sundial",
  "Choosing your first telescope",
  "Watching an eclipse safely",
  "Sunspots for beginners",
  "Light for dark mornings",
  "A garden lit by the sun",
  "What lumen, lux and candela mean",
  "Refractor or reflector",
  "Cleaning lenses and mirrors",
  "The sky this month",
  "Sun paths and solstices",
  "Building a sundial with children",
  "Solar filters compared",
  "Binoculars for the night",
  "Measuring daylight at home",
  "A classroom observatory",
  "Photographing the sun",
  "Caring for solar batteries",
  "The analemma explained",
  "Stargazing in the city",
  "A short history of the heliometer",
  "Winter light and sleep",
  "Packing for a stargazing trip",
  "Reading a star atlas",
];

const COMPANY = ["About us", "Contact", "Shipping", "Returns", "Questions and answers", "Careers"];

/** Makes the shop's pages with so many products. */
export function createCatalogue(products: number): Catalogue {
  const one = (kind: PageKind, path: string, title: string) => drawFrom([pageOf(kind, path, title)], zipf);
  const many = (kind: PageKind, folder: string, titles: readonly string[]) =>
    drawFrom(
      titles.map((title) => pageOf(kind, `${folder}/${slugOf(title)}`, `${title} | ${SHOP}`)),
      (_page, rank) => 1 / (rank + 2),
    );
  const wares = Array.from({ length: Math.min(products, PRODUCTS_MAX) }, (_, rank) => productOf(rank));
  return {
    draw: {
      home: one("home", "/", `${SHOP}: light and sky`),
      collection: many("collection", "/collections", COLLECTIONS),
      product: drawFrom(wares, zipf),
      guide: many("guide", "/guides", GUIDES),
      company: many("company", "", COMPANY),
      cart: one("cart", "/cart", `Your cart | ${SHOP}`),
      checkout: one("checkout", "/checkout", `Checkout | ${SHOP}`),
      thanks: one("thanks", "/checkout/thank-you", `Thank you | ${SHOP}`),
      signup: one("signup", "/account/sign-up", `Create an account | ${SHOP}`),
    },
  };
}

function pageOf(kind: PageKind, path: string, title: string): Page {
  return { kind, path, title, price: 0 };
}

/** The product of a rank; neighbours in rank differ in both series and ware. */
function productOf(rank: number): Page {
  const ware = rank % WARES.length;
  const round = Math.floor(rank / WARES.length);
  const [wareName = "", price = 0] = WARES[ware] ?? [];
  const series = SERIES[(round + ware * 7) % SERIES.length] ?? "";
  const edition = EDITIONS[Math.floor(round / SERIES.length)] ?? "";
  const name = [series, wareName, edition].filter((part) => part !== "").join(" ");
  return { kind: "product", path: `/products/${slugOf(name)}`, title: `${name} | ${SHOP}`, price };
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
