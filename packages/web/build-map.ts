// Makes served/world.json of Natural Earth's public-domain outlines: node packages/web/build-map.ts. The file lies in the
// repository; a test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type GeoPath, geoArea, geoCentroid, geoNaturalEarth1, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

interface Properties {
  name: string;
}

type World = Topology<{ countries: GeometryCollection<Properties> }>;

const WIDTH = 900;
const HEIGHT = 400;
const ANTARCTICA = "AQ";
/** Steradians: smaller countries than this cannot be seen, and get a dot. */
const DOT_BELOW = 0.00022;
/** Areas that Natural Earth names without a number of ISO 3166. */
const NAMED: Readonly<Record<string, string>> = { Kosovo: "XK" };

const require = createRequire(import.meta.url);
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Outlines of all countries by their ISO 3166-1 code, and the places of dots for those too small to be seen. */
export function buildMap(): string {
  const [coarse, fine] = [readWorld("110m"), readWorld("50m")];
  const projection = geoNaturalEarth1()
    .fitExtent(
      [
        [0, 0],
        [WIDTH, 458],
      ],
      { type: "Sphere" },
    )
    .translate([WIDTH / 2, 224]);
  const path = geoPath(projection);
  path.digits(0);
  const outlines: Record<string, string> = {};
  for (const country of coarse) {
    const code = codeOf(country);
    if (code === null || code === ANTARCTICA) continue;
    const drawn = shorten(path, country);
    if (drawn !== "") outlines[code] = drawn;
  }
  const dots: Record<string, [number, number]> = {};
  for (const country of fine) {
    const code = codeOf(country);
    if (code === null || code === ANTARCTICA || (outlines[code] && geoArea(country) >= DOT_BELOW)) continue;
    const place = projection(geoCentroid(country));
    if (place) dots[code] = [Math.round(place[0]), Math.round(place[1])];
  }
  return `${JSON.stringify({ width: WIDTH, height: HEIGHT, outlines: sorted(outlines), dots: sorted(dots) }, null, 1)}\n`;
}

function readWorld(scale: "110m" | "50m") {
  const world = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf8")) as World;
  return feature(world, world.objects.countries).features;
}

function codeOf({ id, properties }: ReturnType<typeof readWorld>[number]): string | null {
  if (id === undefined) return NAMED[properties.name] ?? null;
  return countries.numericToAlpha2(String(id)) ?? null;
}

/** Whole units, each point relative to the one before, points that fall together once. */
function shorten(path: GeoPath, country: ReturnType<typeof readWorld>[number]): string {
  const rings = (path(country) ?? "").split("M").slice(1);
  return rings
    .map((ring) => {
      const points = ring
        .replace("Z", "")
        .split("L")
        .map((point) => point.split(",").map(Number) as [number, number]);
      let [x, y] = points[0] ?? [0, 0];
      const start = `M${x},${y}`;
      const steps: string[] = [];
      for (const [nextX, nextY] of points.slice(1)) {
        if (nextX === x && nextY === y) continue;
        steps.push(`${nextX - x},${nextY - y}`);
        [x, y] = [nextX, nextY];
      }
      return steps.length < 2 ? "" : `${start}l${steps.join(" ")}z`;
    })
    .join("");
}

function sorted<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(at("served/world.json"), buildMap());
