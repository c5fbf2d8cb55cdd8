import { PROPERTIES_BYTES_MAX } from "../limits.ts";

/** Names and addresses of people are not kept, wherever a site puts them. */
const LEFT_OUT: ReadonlySet<string> = new Set(["name", "email"]);

/**
 * The traits of a person after a site has sent more, both as JSON text ('' for none): what is sent replaces what is
 * known by the same name, `null` takes it away. Where both together are too long, what is sent stays alone.
 */
export function mergeTraits(known: string, sent: string): string {
  if (sent === "") return known;
  const added = Object.entries(readTraits(sent)).filter(([name]) => !LEFT_OUT.has(name));
  const all = Object.entries({ ...readTraits(known), ...Object.fromEntries(added) });
  const text = writeTraits(all);
  return Buffer.byteLength(text) <= PROPERTIES_BYTES_MAX ? text : writeTraits(added);
}

/** Traits as they are stored, as an object. */
export function readTraits(text: string): Record<string, unknown> {
  return text === "" ? {} : JSON.parse(text);
}

function writeTraits(entries: readonly (readonly [string, unknown])[]): string {
  const kept = entries.filter(([, value]) => value !== null);
  return kept.length === 0 ? "" : JSON.stringify(Object.fromEntries(kept));
}
