/** Remembers 64-bit ids in a few bytes each: says of an id that it is new, or that it may be known. */
export interface IdFilter {
  add(id: bigint): void;
  /** The same by the low and the high 32 bits of an id, for adding millions of them. */
  addHalves(low: number, high: number): void;
  /** False: never added. True: added, or, about once in twenty thousand times, a mistake. */
  mayHave(id: bigint): boolean;
}

const BITS_PER_ID = 24;
const PROBES = 8;
const FIRST_CAPACITY = 65_536;
const GROWTH = 2;
const WORD_BITS = 32;
const HALF_RANGE = 4_294_967_296;

/** A Bloom filter of fixed size. */
interface Layer {
  readonly words: Uint32Array;
  readonly capacity: number;
  added: number;
}

/** A filter with room for `expected` ids; beyond them it grows by layers, each twice as large as the one before. */
export function createIdFilter(expected = 0): IdFilter {
  const layers: Layer[] = [];

  function openLayer(): Layer {
    const last = layers.at(-1);
    if (last && last.added < last.capacity) return last;
    const layer = createLayer(last ? last.capacity * GROWTH : Math.max(expected, FIRST_CAPACITY));
    layers.push(layer);
    return layer;
  }

  function addHalves(low: number, high: number): void {
    const layer = openLayer();
    layer.added += 1;
    for (let probe = 0; probe < PROBES; probe += 1) setBit(layer.words, hashOf(low, high, probe));
  }

  return {
    addHalves,
    add: (id) => {
      const { low, high } = halves(id);
      addHalves(low, high);
    },
    mayHave: (id) => {
      const { low, high } = halves(id);
      return layers.some(({ words }) => hasAll(words, low, high));
    },
  };
}

function createLayer(capacity: number): Layer {
  return { words: new Uint32Array(Math.ceil((capacity * BITS_PER_ID) / WORD_BITS)), capacity, added: 0 };
}

/** The two hashes that the probes need: an id is a hash already. */
function halves(id: bigint): { low: number; high: number } {
  return { low: Number(BigInt.asIntN(WORD_BITS, id)), high: Number(BigInt.asIntN(WORD_BITS, id >> 32n)) };
}

/** A number of 32 bits for each probe; its share of the whole range is the place of the bit in the words. */
function hashOf(low: number, high: number, probe: number): number {
  return (Math.imul(low, 0x9e3779b1) + Math.imul(probe, high | 1)) >>> 0;
}

function placeOf(words: Uint32Array, hash: number): number {
  return Math.floor((hash / HALF_RANGE) * words.length * WORD_BITS);
}

function setBit(words: Uint32Array, hash: number): void {
  const place = placeOf(words, hash);
  const word = Math.floor(place / WORD_BITS);
  words[word] = (words[word] ?? 0) | (1 << (place % WORD_BITS));
}

function hasAll(words: Uint32Array, low: number, high: number): boolean {
  for (let probe = 0; probe < PROBES; probe += 1) {
    const place = placeOf(words, hashOf(low, high, probe));
    if (((words[Math.floor(place / WORD_BITS)] ?? 0) & (1 << (place % WORD_BITS))) === 0) return false;
  }
  return true;
}
