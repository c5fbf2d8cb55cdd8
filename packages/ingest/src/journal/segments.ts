import type { JournalFiles, SegmentFile } from "./files.ts";
import { RECORD_HEADER_BYTES, recordBytesMax, SEGMENT_HEADER, writeRecord } from "./record.ts";

/** A file of the journal. Numbers follow the order in which segments were begun. */
export interface Segment {
  readonly number: number;
  readonly name: string;
}

export interface SegmentsOptions {
  readonly files: JournalFiles;
  /** The number of the first segment; above those that are there already. */
  readonly firstNumber: number;
  readonly segmentBytesMax?: number;
  /** Told that nothing is written into a segment any more; what counts in it are its first `soundBytes`. */
  onSealed(segment: Segment, soundBytes: number): void;
}

/** The segment under way and those that follow it. Calls must not overlap. */
export interface Segments {
  /**
   * Writes payloads as records, and resolves with their segment and their bytes when they are on the disk. After an error
   * none of them is read again, and the next call begins another segment.
   */
  write(payloads: readonly string[]): Promise<{ segment: Segment; written: readonly Buffer[] }>;
  /** Ends the segment under way when it is full. */
  endIfFull(): Promise<void>;
  /** Ends the segment under way, if there is one. */
  end(): Promise<void>;
}

/** Where a payload begins and ends among the bytes of a write. */
type Ends = readonly [start: number, end: number];

interface OpenSegment {
  readonly segment: Segment;
  readonly file: SegmentFile;
  /** What is on the disk for sure. */
  soundBytes: number;
}

export const SEGMENT_SUFFIX = ".journal";
const SEGMENT_BYTES_MAX = 8_388_608;
const NUMBER_DIGITS = 16;
const SCRATCH_BYTES = 1_048_576;

/**
 * Writes one segment after another. After a failed write or sync nothing is written into that file again: a kernel may
 * report an error once and forget the pages, so that a later sync of the same file proves nothing.
 */
export function createSegments({ files, onSealed, ...options }: SegmentsOptions): Segments {
  const segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
  let number = options.firstNumber;
  let open: OpenSegment | undefined;
  let scratch = Buffer.allocUnsafe(SCRATCH_BYTES);

  async function begin(): Promise<OpenSegment> {
    const segment = { number, name: `${String(number).padStart(NUMBER_DIGITS, "0")}${SEGMENT_SUFFIX}` };
    // A number is used once, also where the file could be made and nothing more.
    number += 1;
    return { segment, file: await files.create(segment.name), soundBytes: 0 };
  }

  async function write(payloads: readonly string[]) {
    open ??= await begin();
    const { segment, file, soundBytes } = open;
    const { bytes, ends } = encode(payloads, soundBytes === 0);
    try {
      await file.write(bytes);
    } catch (error) {
      await abandon(open);
      throw error;
    }
    open.soundBytes += bytes.length;
    return { segment, written: payloadsOf(Buffer.from(bytes), ends) };
  }

  /** Records one behind the other, in a buffer that is used again and again. */
  function encode(payloads: readonly string[], isFirst: boolean): { bytes: Buffer; ends: Ends[] } {
    const room = payloads.reduce((total, payload) => total + recordBytesMax(payload), SEGMENT_HEADER.length);
    if (scratch.length < room) scratch = Buffer.allocUnsafe(room);
    let at = isFirst ? SEGMENT_HEADER.copy(scratch) : 0;
    const ends = payloads.map((payload): Ends => {
      const start = at + RECORD_HEADER_BYTES;
      at = writeRecord(scratch, at, payload);
      return [start, at];
    });
    return { bytes: scratch.subarray(0, at), ends };
  }

  /** What the failed write may have left behind is cut off; where even that fails, `soundBytes` says what counts. */
  async function abandon({ segment, file, soundBytes }: OpenSegment): Promise<void> {
    open = undefined;
    await file.truncate(soundBytes).catch(() => undefined);
    await file.close().catch(() => undefined);
    if (soundBytes === 0) await files.remove(segment.name).catch(() => undefined);
    else onSealed(segment, soundBytes);
  }

  async function end(): Promise<void> {
    if (!open) return;
    const { segment, file, soundBytes } = open;
    open = undefined;
    await file.close().catch(() => undefined);
    onSealed(segment, soundBytes);
  }

  return { write, end, endIfFull: async () => (open && open.soundBytes >= segmentBytesMax ? end() : undefined) };
}

function payloadsOf(bytes: Buffer, ends: readonly Ends[]): Buffer[] {
  return ends.map(([start, end]) => bytes.subarray(start, end));
}
