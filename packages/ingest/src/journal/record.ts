import { crc32 } from "node:zlib";

/** What a segment begins with: a name, and the version of the format as its last byte. */
const FORMAT_NAME = Buffer.from("HELIOJR", "latin1");
const FORMAT_VERSION = 1;
export const SEGMENT_HEADER = Buffer.concat([FORMAT_NAME, Buffer.from([FORMAT_VERSION])]);

/**
 * Every record begins with it. The last byte is a control character, which JSON text never holds: inside a payload it
 * cannot occur, so that the next record is found behind a damaged one.
 */
const MARKER = Buffer.from([0x48, 0x4c, 0x52, FORMAT_VERSION]);
const LENGTH_AT = MARKER.length;
const CHECKSUM_AT = LENGTH_AT + 4;
/** Of one UTF-16 unit. */
const UTF8_BYTES_MAX = 3;
/** What stands in front of a payload. */
export const RECORD_HEADER_BYTES = CHECKSUM_AT + 4;

/** A record that can be read, or a stretch of bytes that cannot. `start` and `end` count from the segment's beginning. */
export type Scanned =
  | { readonly kind: "record"; readonly payload: Buffer }
  | {
      readonly kind: "damage";
      readonly start: number;
      readonly end: number;
      /** Nothing that can be read follows: a record that was being written when the process or the machine died. */
      readonly isTail: boolean;
    };

/** A segment of a version that this release does not know. */
export class UnknownFormat extends Error {}

/** How many bytes a record takes at most. */
export function recordBytesMax(payload: string): number {
  return RECORD_HEADER_BYTES + payload.length * UTF8_BYTES_MAX;
}

/**
 * Writes a record into a buffer that has room for it: marker, length, checksum over length and payload, payload, which is
 * JSON text in UTF-8. Where it ends there.
 */
export function writeRecord(buffer: Buffer, at: number, payload: string): number {
  const bodyAt = at + RECORD_HEADER_BYTES;
  const length = buffer.write(payload, bodyAt, "utf8");
  MARKER.copy(buffer, at);
  buffer.writeUInt32LE(length, at + LENGTH_AT);
  buffer.writeUInt32LE(checksum(buffer.subarray(at, bodyAt + length)), at + CHECKSUM_AT);
  return bodyAt + length;
}

/**
 * Reads a segment record by record. Damage does not end it: the scan goes on with the next record that is whole.
 * @throws UnknownFormat when the segment was written in another version of the format.
 */
export function* scanSegment(segment: Buffer): Generator<Scanned> {
  if (segment.length === 0) return;
  const start = readHeader(segment);
  for (let at = start; at < segment.length; ) {
    const end = endOfRecord(segment, at);
    if (end !== null) {
      yield { kind: "record", payload: segment.subarray(at + RECORD_HEADER_BYTES, end) };
      at = end;
      continue;
    }
    const next = nextRecord(segment, at + 1);
    yield { kind: "damage", start: at, end: next ?? segment.length, isTail: next === null };
    at = next ?? segment.length;
  }
}

/** Where the records begin. A header that is cut or unreadable is damage, and the records behind it are looked for. */
function readHeader(segment: Buffer): number {
  const hasName = segment.subarray(0, FORMAT_NAME.length).equals(FORMAT_NAME);
  if (!hasName) return 0;
  const version = segment[FORMAT_NAME.length];
  if (version === FORMAT_VERSION) return SEGMENT_HEADER.length;
  if (version === undefined) return 0;
  throw new UnknownFormat(`version ${version} of the journal's format; this release reads version ${FORMAT_VERSION}`);
}

/** Where the record at a place ends; null when none stands there that is whole. */
function endOfRecord(segment: Buffer, at: number): number | null {
  const bodyAt = at + RECORD_HEADER_BYTES;
  if (bodyAt > segment.length || segment.compare(MARKER, 0, MARKER.length, at, at + MARKER.length) !== 0) return null;
  const end = bodyAt + segment.readUInt32LE(at + LENGTH_AT);
  if (end > segment.length) return null;
  return checksum(segment.subarray(at, end)) === segment.readUInt32LE(at + CHECKSUM_AT) ? end : null;
}

function nextRecord(segment: Buffer, from: number): number | null {
  for (let at = segment.indexOf(MARKER, from); at >= 0; at = segment.indexOf(MARKER, at + 1)) {
    if (endOfRecord(segment, at) !== null) return at;
  }
  return null;
}

function checksum(record: Buffer): number {
  return crc32(record.subarray(RECORD_HEADER_BYTES), crc32(record.subarray(0, CHECKSUM_AT)));
}
