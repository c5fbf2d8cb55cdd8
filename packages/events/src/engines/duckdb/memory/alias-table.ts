/** Ids of visitors that have become other visitors by merges, packed: about thirty bytes each. */
export interface AliasTable {
  /** The visitor that an id stands for: itself unless it was merged. */
  resolve(visitorId: bigint): bigint;
  set(visitorId: bigint, canonicalId: bigint): void;
}

const FIRST_SLOTS = 256;
const FILLED_MAX = 0.7;

interface Slots {
  readonly count: number;
  /** 0 is a free slot: no visitor has this id. */
  readonly ids: BigInt64Array;
  readonly canonicalIds: BigInt64Array;
}

/** An empty table; it grows as needed. */
export function createAliasTable(): AliasTable {
  let slots = createSlots(FIRST_SLOTS);
  let filled = 0;

  function grow(): void {
    const old = slots;
    slots = createSlots(old.count * 2);
    for (const [place, id] of old.ids.entries()) if (id !== 0n) put(slots, id, old.canonicalIds[place] ?? id);
  }

  return {
    // An id that many have become may itself be merged later, so there are chains; merges make no circles.
    resolve: (visitorId) => {
      let id = visitorId;
      for (;;) {
        const slot = slotOf(slots, id);
        if (slots.ids[slot] !== id) return id;
        id = slots.canonicalIds[slot] ?? id;
      }
    },
    set: (visitorId, canonicalId) => {
      if (filled >= slots.count * FILLED_MAX) grow();
      if (put(slots, visitorId, canonicalId)) filled += 1;
    },
  };
}

function createSlots(count: number): Slots {
  return { count, ids: new BigInt64Array(count), canonicalIds: new BigInt64Array(count) };
}

/** Says whether the id is new. */
function put(slots: Slots, id: bigint, canonicalId: bigint): boolean {
  const slot = slotOf(slots, id);
  const isNew = slots.ids[slot] !== id;
  slots.ids[slot] = id;
  slots.canonicalIds[slot] = canonicalId;
  return isNew;
}

/** The slot of an id, or the free one where it would go. Ids are hashes, so their low bits are spread evenly. */
function slotOf({ ids, count }: Slots, id: bigint): number {
  let slot = Number(BigInt.asUintN(32, id)) & (count - 1);
  while (ids[slot] !== 0n && ids[slot] !== id) slot = (slot + 1) & (count - 1);
  return slot;
}
