import { hash } from "node:crypto";

/** Puts a list into an order that looks like chance and is the same for the same seed. */
export function shuffle<Value>(values: readonly Value[], seed: string): Value[] {
  const mixed = [...values];
  const random = seeded(seed);
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const value = mixed[last] as Value;
    mixed[last] = mixed[other] as Value;
    mixed[other] = value;
  }
  return mixed;
}

/** Numbers from 0 (inclusive) to 1 by the generator mulberry32, started from the seed's hash. */
function seeded(seed: string): () => number {
  let state = Number.parseInt(hash("sha256", seed, "hex").slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
