/** Why fields are null, under `prefix`: each of `missing` that is null in any of the rows. */
export function reasonsOfNull(
  missing: Readonly<Record<string, string>>,
  rows: readonly object[],
  prefix = "",
): Record<string, string> {
  const found = Object.entries(missing).filter(([name]) => rows.some((row) => Reflect.get(row, name) === null));
  return Object.fromEntries(found.map(([name, why]) => [`${prefix}${name}`, why]));
}
