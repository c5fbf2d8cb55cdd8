import { benchBearer } from "./auth/bearer.ts";
import { benchFlood } from "./auth/flood.ts";
import { benchNodes } from "./auth/nodes.ts";

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  bearer: benchBearer,
  nodes: benchNodes,
  flood: benchFlood,
};

/** Everything around tokens and passwords; `npm run bench -- auth bearer` runs one part of `bearer`, `nodes`, `flood`. */
export async function benchAuth(args: string[]): Promise<void> {
  const chosen = args.length > 0 ? args : Object.keys(PARTS);
  for (const name of chosen) {
    const part = PARTS[name];
    if (!part) throw new Error(`Unknown part: ${name}. Known: ${Object.keys(PARTS).join(", ")}.`);
    await part();
  }
}
