/** When a visitor's latest visit began and was last active, in milliseconds since the epoch. */
interface LatestVisit {
  readonly startedAt: number;
  /** Infinity for a visit longer than the table can say. */
  readonly lastActivityAt: number;
}

/** The latest visit of every visitor, packed: about forty bytes each. */
export interface VisitorTable {
  get(visitorId: bigint): LatestVisit | undefined;
  set(visitorId: bigint, visit: LatestVisit): void;
}

const FIRST_SLOTS = 1_024;
const FILLED_MAX = 0.7;
const LONGEST_MS = 4_294_967_295;

interface Slots {
  readonly count: number;
  /** 0 is a free slot: no visitor has this id. */
  readonly ids: BigInt64Array;
  readonly startedAt: Float64Array;
  readonly lengthMs: Uint32Array;
}

/** An empty table with room for `expected` visitors; it grows as needed. */
export function createVisitorTable(expected = 0): VisitorTable {
  let slots = createSlots(expected);
  let filled = 0;

  function grow(): void {
    const old = slots;
    slots = createSlots(filled * 2);
    for (let slot = 0; slot < old.count; slot += 1) {
      const id = old.ids[slot] ?? 0n;
      if (id === 0n) continue;
      const target = slotOf(slots, id);
      slots.ids[target] = id;
      slots.startedAt[target] = old.startedAt[slot] ?? 0;
      slots.lengthMs[target] = old.lengthMs[slot] ?? 0;
    }
  }

  return {
    get: (visitorId) => {
      const slot = slotOf(slots, visitorId);
      if (slots.ids[slot] !== visitorId) return undefined;
      const startedAt = slots.startedAt[slot] ?? 0;
      const lengthMs = slots.lengthMs[slot] ?? 0;
      return { startedAt, lastActivityAt: lengthMs === LONGEST_MS ? Number.POSITIVE_INFINITY : startedAt + lengthMs };
    },
    set: (visitorId, { startedAt, lastActivityAt }) => {
      if (filled >= slots.count * FILLED_MAX) grow();
      const slot = slotOf(slots, visitorId);
      if (slots.ids[slot] !== visitorId) filled += 1;
      slots.ids[slot] = visitorId;
      slots.startedAt[slot] = startedAt;
      slots.lengthMs[slot] = Math.min(lastActivityAt - startedAt, LONGEST_MS);
    },
  };
}

function createSlots(visitors: number): Slots {
  let count = FIRST_SLOTS;
  while (visitors >= count * FILLED_MAX) count *= 2;
  return {
    count,
    ids: new BigInt64Array(count),
    startedAt: new Float64Array(count),
    lengthMs: new Uint32Array(count),
  };
}

/** The slot of an id, or the free one where it would go. Ids are hashes, so their low bits are spread evenly. */
function slotOf({ ids, count }: Slots, id: bigint): number {
  let slot = Number(BigInt.asUintN(32, id)) & (count - 1);
  while (ids[slot] !== 0n && ids[slot] !== id) slot = (slot + 1) & (count - 1);
  return slot;
}
