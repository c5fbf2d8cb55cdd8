/** Collects the texts of a statement and hands out what stands for them in it. */
export interface Binder {
  readonly values: readonly string[];
  /** A text of anybody: bound, never part of the statement. */
  text(value: string): string;
  /** An id of our own: written out if it has nothing but letters, digits and hyphens, else bound. */
  id(value: string): string;
  /** A whole number, written out: a statement without bound values is planned once instead of twice. */
  integer(value: number): string;
}

const PLAIN_ID = /^[A-Za-z0-9-]{1,64}$/;

/** A fresh binder; equal texts share one of them. */
export function createBinder(): Binder {
  const values: string[] = [];
  const placeholders = new Map<string, string>();
  const text = (value: string) => {
    const known = placeholders.get(value);
    if (known) return known;
    values.push(value);
    const placeholder = `$${values.length}::text`;
    placeholders.set(value, placeholder);
    return placeholder;
  };
  return {
    values,
    text,
    id: (value) => (PLAIN_ID.test(value) ? `'${value}'` : text(value)),
    integer: (value) => {
      if (!Number.isSafeInteger(value)) throw new RangeError(`Not a whole number: ${value}`);
      return value < 0 ? `(${value})` : String(value);
    },
  };
}
