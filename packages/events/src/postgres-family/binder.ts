/** Collects the values of a statement and hands out their placeholders. */
export interface Binder {
  readonly values: readonly (string | number)[];
  text(value: string): string;
  /** A whole number; typed, so that it is compared as one whatever the driver makes of it. */
  integer(value: number): string;
}

/** A fresh binder; equal values share one placeholder. */
export function createBinder(): Binder {
  const values: (string | number)[] = [];
  const placeholders = new Map<string | number, string>();
  const place = (value: string | number, type: string) => {
    const known = placeholders.get(value);
    if (known) return known;
    values.push(value);
    const placeholder = `$${values.length}::${type}`;
    placeholders.set(value, placeholder);
    return placeholder;
  };
  return {
    values,
    text: (value) => place(value, "text"),
    integer: (value) => {
      if (!Number.isSafeInteger(value)) throw new RangeError(`Not a whole number: ${value}`);
      return place(value, "bigint");
    },
  };
}
