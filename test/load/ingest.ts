import { parseArgs } from "node:util";
import { benchFreshness } from "./ingest/freshness.ts";
import { benchOverload } from "./ingest/overload.ts";
import { openPlace, type Place } from "./ingest/place.ts";
import { benchThroughput } from "./ingest/throughput.ts";

const PARTS: Readonly<Record<string, (place: Place, seconds: number) => Promise<void>>> = {
  freshness: benchFreshness,
  throughput: benchThroughput,
  overload: benchOverload,
};

/**
 * What collecting events takes and stands. `--seconds 10` is the length of each part, `--overload 300` that of the
 * overload; names of parts (`freshness`, `throughput`, `overload`) run these alone.
 */
export async function benchIngest(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { seconds: { type: "string", default: "10" }, overload: { type: "string", default: "20" } },
  });
  const chosen = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const unknown = chosen.filter((name) => !PARTS[name]);
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(", ")}. Known: ${Object.keys(PARTS).join(", ")}.`);
  const place = await openPlace();
  try {
    for (const name of chosen) {
      await PARTS[name]?.(place, Number(name === "overload" ? values.overload : values.seconds));
    }
  } finally {
    await place.close();
  }
}
