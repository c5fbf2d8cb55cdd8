const KEPT_MAX = 20_000;

/**
 * Keeps what was made for a key: in an export the same referrers and visitors come again and again. Values are shared, so
 * nobody may change them. A full memory is forgotten.
 */
export function createMemo<Value>(): (key: string, make: () => Value) => Value {
  const kept = new Map<string, Value>();
  return (key, make) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= KEPT_MAX) kept.clear();
    const made = make();
    kept.set(key, made);
    return made;
  };
}
