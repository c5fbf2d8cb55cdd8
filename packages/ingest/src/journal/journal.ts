import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Conflict } from "@heliometer/core";
import { type JournalFiles, openFiles } from "./files.ts";
import { type Scanned, scanSegment, UnknownFormat } from "./record.ts";
import { SEGMENT_SUFFIX, type Segment } from "./segments.ts";
import { createJournalWriter, type JournalWriter, type WriterOptions } from "./writer.ts";

export interface JournalOptions<Carried>
  extends Pick<WriterOptions<Carried>, "onWritten" | "onSealed" | "onFailed" | "segmentBytesMax"> {
  /** Made where it is missing. One process has it at a time; who opens the data directory sees to that. */
  readonly directory: string;
  /** Told of bytes that cannot be read, after they were kept. */
  onDamage(damage: Damage): void;
  /** Another file system than the machine's, for tests of disks that fail. */
  readonly files?: JournalFiles;
}

/** Bytes of a segment that cannot be read. */
export interface Damage {
  readonly segment: string;
  readonly start: number;
  readonly end: number;
  /** They stand at the very end: a write that a crash interrupted, of which nobody was told that it succeeded. */
  readonly isTail: boolean;
  /** The file in the journal's directory that keeps them. */
  readonly keptAs: string;
}

/** A segment that was left by the process before. */
interface LeftSegment {
  readonly segment: Segment;
  readonly bytes: number;
}

/** Records that are safe on the disk from the moment of their acknowledgement until they are applied. */
export interface Journal<Carried> extends JournalWriter<Carried> {
  /** What the process before has left, in order. */
  readonly left: readonly LeftSegment[];
  /** Payloads of a segment, in order, up to `soundBytes`. What is damaged is kept in a file of its own and told of. */
  read(segment: Segment, soundBytes: number): Promise<Buffer[]>;
  /** Deletes a segment of which everything is applied. */
  remove(segment: Segment): Promise<void>;
  /** Deletes what was kept of damaged segments longer ago than the limit. */
  sweep(): Promise<void>;
}

const OWNER_ONLY = 0o700;
const DAMAGED_SUFFIX = ".damaged";
/** Long enough to look into it; what is erased has to be gone from here as well within a day. */
const DAMAGE_KEPT_MS = 86_400_000;
const NAME = new RegExp(`^(\\d+)\\${SEGMENT_SUFFIX}$`);

/**
 * Opens a journal and finds what the process before has left in it.
 * @throws Conflict when a segment was written in a format of another release.
 */
export async function openJournal<Carried>(options: JournalOptions<Carried>): Promise<Journal<Carried>> {
  const { directory } = options;
  await mkdir(directory, { recursive: true });
  await chmod(directory, OWNER_ONLY);
  const files = options.files ?? openFiles(directory);
  const left = await findLeft(files, directory);
  const firstNumber = (left.at(-1)?.segment.number ?? 0) + 1;
  const writer = createJournalWriter<Carried>({ ...options, files, firstNumber });

  async function read(segment: Segment, soundBytes: number): Promise<Buffer[]> {
    const bytes = (await files.read(segment.name)).subarray(0, soundBytes);
    const payloads: Buffer[] = [];
    for (const scanned of scanSegment(bytes)) {
      if (scanned.kind === "record") payloads.push(scanned.payload);
      else await setAside(segment, bytes, scanned);
    }
    return payloads;
  }

  async function setAside(segment: Segment, bytes: Buffer, damage: Extract<Scanned, { kind: "damage" }>) {
    const { start, end, isTail } = damage;
    const keptAs = `${segment.name}.${start}${DAMAGED_SUFFIX}`;
    await files.keep(keptAs, bytes.subarray(start, end));
    options.onDamage({ segment: segment.name, start, end, isTail, keptAs });
  }

  async function sweep(): Promise<void> {
    for (const name of await files.list()) {
      if (!name.endsWith(DAMAGED_SUFFIX)) continue;
      const { mtimeMs } = await stat(join(directory, name));
      if (mtimeMs < Date.now() - DAMAGE_KEPT_MS) await files.remove(name);
    }
  }

  return { ...writer, left, read, sweep, remove: ({ name }) => files.remove(name) };
}

async function findLeft(files: JournalFiles, directory: string): Promise<LeftSegment[]> {
  const left: LeftSegment[] = [];
  for (const name of await files.list()) {
    const number = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) continue;
    const bytes = await files.read(name);
    refuseUnknownFormat(bytes, join(directory, name));
    left.push({ segment: { number, name }, bytes: bytes.length });
  }
  return left.sort((one, other) => one.segment.number - other.segment.number);
}

function refuseUnknownFormat(bytes: Buffer, path: string): void {
  try {
    scanSegment(bytes).next();
  } catch (error) {
    if (!(error instanceof UnknownFormat)) throw error;
    throw new Conflict(
      `The file ${path} holds events that were acknowledged but not stored yet, in ${error.message}. Start the release that wrote it once, so that it stores them.`,
    );
  }
}
