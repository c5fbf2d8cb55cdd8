import { readFileSync } from "node:fs";
import { z } from "zod";

const worldSchema = z.object({
  width: z.number(),
  height: z.number(),
  outlines: z.record(z.string(), z.string()),
  dots: z.record(z.string(), z.tuple([z.number(), z.number()])),
});

/** Outlines of countries by their ISO 3166-1 code, and dots for the small ones (Natural Earth, public domain). */
export const WORLD = worldSchema.parse(
  JSON.parse(readFileSync(new URL("../../served/world.json", import.meta.url), "utf8")) as unknown,
);

/** All land in one colour, as a file: the page draws only the countries that have visitors over it. */
export function drawLand(): string {
  const { width, height, outlines } = WORLD;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path d="${Object.values(outlines).join("")}"/></svg>\n`;
}
