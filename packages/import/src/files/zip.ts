import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline, type Readable, Transform } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { InvalidInput } from "@heliometer/core";

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  open(onBytes?: (bytes: number) => void): Promise<Readable>;
}

interface Place {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly plainBytes: number;
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_LOCATOR_BYTES = 20;
const END64_BYTES = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const SIZE_IN_EXTRA = 0xffffffff;
const EXTRA_ZIP64 = 1;

/**
 * Lists a zip by its central directory (PKWARE's APPNOTE 4.3.12 and 4.3.16, the 64-bit records of 4.3.14 included), which
 * stands at the end: a file that was cut off has none. Entries are unpacked by Node's zlib as they are read, so memory
 * does not grow with them, and what comes out is held against the length and the checksum in the directory.
 * @throws InvalidInput for a file that is no zip, was cut off, or is encrypted.
 */
export async function listZip(path: string): Promise<ZipEntry[]> {
  const file = await open(path);
  try {
    const places = await readDirectory(file, path);
    return places
      .filter(({ name }) => !name.endsWith("/"))
      .map((place) => ({
        name: place.name,
        packedBytes: place.packedBytes,
        open: (onBytes) => openEntry(path, place, onBytes),
      }));
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, path: string): Promise<Place[]> {
  const { size } = await file.stat();
  const tail = await readBytes(file, Math.max(0, size - END_BYTES - COMMENT_BYTES_MAX - END64_LOCATOR_BYTES), size);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw broken(path, "its directory is missing: it was cut off, or it is no zip");
  const { offset, bytes } = await directoryPlace(file, tail, end);
  if (offset + bytes > size) throw broken(path, "its directory lies outside of it: it was cut off");
  const directory = await readBytes(file, offset, offset + bytes);
  const places: Place[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length; ) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw broken(path, "its directory cannot be read");
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const next = at + ENTRY_BYTES + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    places.push(readPlace(directory.subarray(at, next), nameBytes ?? 0, extraBytes ?? 0));
    at = next;
  }
  return places;
}

async function directoryPlace(file: FileHandle, tail: Buffer, end: number): Promise<{ offset: number; bytes: number }> {
  const offset = tail.readUInt32LE(end + 16);
  const bytes = tail.readUInt32LE(end + 12);
  const locator = end - END64_LOCATOR_BYTES;
  if (offset !== SIZE_IN_EXTRA || locator < 0 || tail.readUInt32LE(locator) !== END64_LOCATOR_SIGNATURE) {
    return { offset, bytes };
  }
  const at = Number(tail.readBigUInt64LE(locator + 8));
  const record = await readBytes(file, at, at + END64_BYTES);
  return { offset: Number(record.readBigUInt64LE(48)), bytes: Number(record.readBigUInt64LE(40)) };
}

function readPlace(entry: Buffer, nameBytes: number, extraBytes: number): Place {
  const extra = entry.subarray(ENTRY_BYTES + nameBytes, ENTRY_BYTES + nameBytes + extraBytes);
  const large = longNumbers(extra);
  const numberAt = (field: number) => {
    const value = entry.readUInt32LE(field);
    return value === SIZE_IN_EXTRA ? (large.shift() ?? value) : value;
  };
  // The extra field holds only what did not fit, in this order.
  const plainBytes = numberAt(24);
  const packedBytes = numberAt(20);
  const offset = numberAt(42);
  return {
    name: entry.toString("utf8", ENTRY_BYTES, ENTRY_BYTES + nameBytes),
    method: entry.readUInt16LE(10),
    flags: entry.readUInt16LE(8),
    checksum: entry.readUInt32LE(16),
    plainBytes,
    packedBytes,
    offset,
  };
}

function longNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== EXTRA_ZIP64) continue;
    const numbers: number[] = [];
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    for (let field = at + 4; field + 8 <= end; field += 8) numbers.push(Number(extra.readBigUInt64LE(field)));
    return numbers;
  }
  return [];
}

async function openEntry(path: string, place: Place, onBytes?: (bytes: number) => void): Promise<Readable> {
  if (place.flags & ENCRYPTED) throw broken(path, `${place.name} in it is encrypted`);
  if (place.method !== STORED && place.method !== DEFLATED) {
    throw broken(path, `${place.name} in it is packed by method ${place.method}; 0 and 8 (deflate) can be unpacked`);
  }
  const start = await dataStart(path, place);
  const check = verify(path, place);
  if (place.packedBytes === 0) {
    check.end();
    return check;
  }
  const packed = createReadStream(path, { start, end: start + place.packedBytes - 1 });
  if (onBytes) packed.on("data", (chunk) => onBytes(chunk.length));
  const done = () => undefined;
  return place.method === STORED ? pipeline(packed, check, done) : pipeline(packed, createInflateRaw(), check, done);
}

/** The local header repeats the name, with an extra field of its own length. */
async function dataStart(path: string, { offset }: Place): Promise<number> {
  const file = await open(path);
  try {
    const local = await readBytes(file, offset, offset + LOCAL_BYTES);
    return offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

function verify(path: string, { name, plainBytes, checksum }: Place): Transform {
  let bytes = 0;
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      sum = crc32(chunk, sum);
      if (bytes > plainBytes) done(broken(path, `${name} in it is longer than its directory says`));
      else done(null, chunk);
    },
    flush(done) {
      const sound = bytes === plainBytes && sum === checksum;
      done(sound ? null : broken(path, `${name} in it is damaged: its length or checksum is wrong`));
    },
  });
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}

function broken(path: string, why: string): InvalidInput {
  return new InvalidInput({
    field: "file",
    rule: `The zip cannot be read: ${why}. Download it again.`,
    received: path,
  });
}
