import type { Seen } from "../records.ts";

/** When and by which message something was said. */
export type Stamp = readonly [seenAt: number, sourceId: string];

/** The fields of an entity, what each was last told by, and the latest message of all. */
export interface Stamped<Fields> {
  readonly fields: Fields;
  /** For fields that the latest message did not speak of. */
  readonly stamps: Readonly<Record<string, Stamp>>;
  readonly stamp: Stamp;
}

/** An entity after a message. `isChanged` is false where the message only confirmed what was known. */
export interface Told<Fields> extends Stamped<Fields> {
  readonly isChanged: boolean;
}

/** The stamp of somebody whom no message has spoken of: everything is later. */
export const NEVER: Stamp = [0, ""];

/** The stamp of a record. */
export function stampOf({ seenAt, sourceId }: Seen): Stamp {
  return [seenAt, sourceId];
}

/** Whether `stamp` is later than the other. */
export function isLater(stamp: Stamp, other: Stamp): boolean {
  return stamp[0] > other[0] || (stamp[0] === other[0] && stamp[1] > other[1]);
}

/** Stamps as they stand in a column, '' for none. */
export function writeStamps(stamps: Readonly<Record<string, Stamp>>): string {
  return Object.keys(stamps).length === 0 ? "" : JSON.stringify(stamps);
}

/** What `writeStamps` wrote. */
export function readStamps(text: string): Record<string, Stamp> {
  return text === "" ? {} : JSON.parse(text);
}

/**
 * Puts what a message says (fields that are undefined are not spoken of) beside what is known: field by field the later
 * message counts, so the result does not depend on the order in which messages come. Null: there is nothing to keep of it.
 */
export function mergeTold<Fields extends object>(
  known: Stamped<Fields>,
  told: Partial<Fields>,
  stamp: Stamp,
): Told<Fields> | null {
  const latest = isLater(stamp, known.stamp) ? stamp : known.stamp;
  const fields: Record<string, unknown> = {};
  const stamps: Record<string, Stamp> = {};
  let isChanged = false;
  for (const [name, value] of Object.entries(known.fields)) {
    const knownBy = known.stamps[name] ?? (value === null ? NEVER : known.stamp);
    const said: unknown = Reflect.get(told, name);
    const wins = said !== undefined && isLater(stamp, knownBy);
    const by = wins ? stamp : knownBy;
    fields[name] = wins ? said : value;
    isChanged ||= wins && JSON.stringify(said) !== JSON.stringify(value);
    // A field that is null on purpose keeps its stamp: else it would look like one that nobody has spoken of.
    if (by !== NEVER && (by !== latest || fields[name] === null)) stamps[name] = by;
  }
  const isNoted = latest !== known.stamp || JSON.stringify(stamps) !== JSON.stringify(known.stamps);
  return isChanged || isNoted ? { fields: fields as Fields, stamps, stamp: latest, isChanged } : null;
}
