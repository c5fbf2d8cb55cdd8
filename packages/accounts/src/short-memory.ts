import type { Clock } from "@heliometer/core";

interface ShortMemoryOptions<Value> {
  readonly clock: Clock;
  /** How long a value is taken for true, in milliseconds. */
  readonly knownMs: number;
  readonly read: (key: string) => Promise<Value>;
  /** Whether a value is worth remembering; what cannot be read never is. */
  readonly isKept?: (value: Value) => boolean;
}

/** Whoever asks for made-up keys does not fill the memory. */
const KEYS_MAX = 10_000;

/** Values that are read once in a while instead of for every event. */
export interface ShortMemory<Value> {
  get(key: string): Promise<Value>;
  forgetAll(): void;
}

/** Starts with nothing known. */
export function createShortMemory<Value>(options: ShortMemoryOptions<Value>): ShortMemory<Value> {
  const { clock, knownMs, read, isKept = () => true } = options;
  const known = new Map<string, { value: Promise<Value>; until: number }>();
  return {
    get(key) {
      const now = clock();
      const entry = known.get(key);
      if (entry && now < entry.until) return entry.value;
      if (known.size >= KEYS_MAX) known.clear();
      const value = read(key);
      known.set(key, { value, until: now + knownMs });
      const forget = () => known.delete(key);
      value.then((found) => (isKept(found) ? undefined : forget()), forget);
      return value;
    },
    forgetAll: () => known.clear(),
  };
}
