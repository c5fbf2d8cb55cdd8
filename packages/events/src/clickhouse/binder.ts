/** Collects the values of a statement and hands out their placeholders, each with its type: {p1:String}, {p2:Int64}. */
export interface Binder {
  /** By name, as the HTTP interface takes them. */
  readonly values: Readonly<Record<string, string>>;
  text(value: string): string;
  integer(value: number): string;
}

/** A fresh binder; equal values of a type share one placeholder. */
export function createBinder(): Binder {
  const values: Record<string, string> = {};
  const placeholders = new Map<string, string>();
  const place = (value: string, type: "String" | "Int64") => {
    const key = `${type} ${value}`;
    const known = placeholders.get(key);
    if (known) return known;
    const name = `p${placeholders.size + 1}`;
    values[name] = value;
    const placeholder = `{${name}:${type}}`;
    placeholders.set(key, placeholder);
    return placeholder;
  };
  return {
    values,
    // Half a surrogate pair is no character; what is stored has U+FFFD in its place, too.
    text: (value) => place(value.toWellFormed(), "String"),
    integer: (value) => {
      if (!Number.isSafeInteger(value)) throw new RangeError(`Not a whole number: ${value}`);
      return place(String(value), "Int64");
    },
  };
}
