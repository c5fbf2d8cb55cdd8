import type { AppendResult } from "@heliometer/events";
import type { JournalFiles } from "../journal/files.ts";
import { type Damage, type Journal, openJournal } from "../journal/journal.ts";
import { type Applier, startApplier } from "./applier.ts";
import type { WritableStore } from "./apply.ts";
import { type Backlog, createBacklog } from "./backlog.ts";
import { createDiskGuard, type DiskGuard } from "./disk-guard.ts";
import type { Entry, Pipeline } from "./entries.ts";
import type { RefusedEntry } from "./isolate.ts";
import { diskFull, isTooMuch, notWritten, overloaded, PRESSURE_LIMITS, type PressureLimits } from "./pressure.ts";

export interface PipelineOptions {
  /** Where the journal lies; this process's alone. */
  readonly directory: string;
  readonly store: WritableStore;
  onApplied(result: AppendResult): void;
  /** Entries that the store refuses for ever, although it takes others. */
  onRefused(refused: readonly RefusedEntry[]): Promise<void>;
  readonly log: PipelineLog;
  /** Less free space than that on the journal's disk, in bytes, and nothing is accepted; 0 does not look. */
  readonly freeBytesMin: number;
  /** Other figures than the standing ones. */
  readonly limits?: Partial<PressureLimits>;
  readonly timing?: Partial<PipelineTiming>;
  /** Another file system than the machine's, for tests of disks that fail. */
  readonly files?: JournalFiles;
}

/** Where faults are told of; pino's shape. */
interface PipelineLog {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}

interface PipelineTiming {
  readonly applyEveryMs: number;
  readonly batchEntriesMax: number;
  readonly retryAfterMs: number;
  /** How long closing waits for the store; what is left then is applied after the next start. */
  readonly drainMs: number;
}

/** How the pipeline does. */
export interface PipelineState {
  /** Whether what the process before has left is still being applied. */
  readonly isReplaying: boolean;
  /** Why nothing is accepted at the moment; null while events are. */
  readonly refusing: "overloaded" | "disk_full" | "store_failed" | null;
  /** Acknowledged and not applied. */
  readonly backlogEntries: number;
  readonly backlogBytes: number;
}

export interface RunningPipeline extends Pipeline {
  /** @throws Refused when nothing is accepted at the moment; asking before the body is read spares the work. */
  refuseIfFull(): void;
  /** Resolves when everything that was accepted before the call is applied; waits as long as the store is away. */
  settle(): Promise<void>;
  state(): PipelineState;
  /** Takes nothing more, applies what is there as far as time allows, and closes; what is left stays in the journal. */
  close(): Promise<void>;
}

const TIMING: PipelineTiming = {
  // A commit costs about the same for one event as for hundreds, and nobody notices less than half a second.
  applyEveryMs: 400,
  // Larger ones cost a little less each, and hold up the main thread for longer.
  batchEntriesMax: 2_000,
  retryAfterMs: 100,
  drainMs: 15_000,
};
/** So often a segment is ended, so that what is applied does not stay in the journal. */
const SEAL_EVERY_MS = 5_000;
const LOOK_AT_DISK_EVERY_MS = 500;
const SWEEP_EVERY_MS = 3_600_000;

/** The parts of a pipeline. */
interface Parts {
  readonly journal: Journal<number>;
  readonly backlog: Backlog;
  readonly applier: Applier;
  readonly disk: DiskGuard;
}

/**
 * Opens the journal, starts to apply what the process before has left, and takes entries.
 * @throws Conflict when the journal was written in a format of another release.
 */
export async function openPipeline(options: PipelineOptions): Promise<RunningPipeline> {
  const parts = await openParts(options);
  const { journal, backlog, applier, disk } = parts;
  const limits = { ...PRESSURE_LIMITS, ...options.limits };
  let isReplaying = journal.left.length > 0;
  let isClosed = false;
  let closed: Promise<void> | undefined;
  if (isReplaying) {
    const { bytes } = backlog.size();
    options.log.warn({ segments: journal.left.length, bytes }, "Events that were acknowledged before are stored now");
    void applier.settle().then(() => {
      isReplaying = false;
    });
  }
  await disk.look();
  const stopHousekeeping = keepHouse(parts, options.log);

  function refusing(): PipelineState["refusing"] {
    if (disk.isLow()) return "disk_full";
    const pressure = {
      writingBytes: journal.waitingBytes(),
      backlog: backlog.size(),
      rate: applier.rate(),
      isCatchingUp: applier.isCatchingUp(),
    };
    return isClosed || isTooMuch(pressure, limits) ? "overloaded" : null;
  }

  function refuseIfFull(): void {
    const reason = refusing();
    if (reason) throw reason === "disk_full" ? diskFull() : overloaded();
  }

  async function accept(entries: readonly Entry[]): Promise<void> {
    refuseIfFull();
    if (entries.length === 0) return;
    try {
      await journal.append(JSON.stringify(entries), entries.length);
    } catch {
      // The writer has told of it, once for all the requests that it failed.
      throw notWritten();
    }
  }

  async function shut(): Promise<void> {
    isClosed = true;
    stopHousekeeping();
    // What is on its way comes to the disk first; the last segment is applied like the others.
    do await journal.seal();
    while (journal.waitingBytes() > 0);
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, { ...TIMING, ...options.timing }.drainMs);
    await Promise.race([applier.settle(), limit.promise]);
    clearTimeout(timer);
    await applier.stop();
    const { entries, bytes } = backlog.size();
    if (bytes > 0) options.log.warn({ entries, bytes }, "Events that are not stored yet stay in the journal");
  }

  return {
    accept,
    refuseIfFull,
    settle: applier.settle,
    state: () => ({
      isReplaying,
      refusing: refusing() ?? (journal.isFailing() ? "store_failed" : null),
      backlogEntries: backlog.size().entries,
      backlogBytes: backlog.size().bytes,
    }),
    close: () => {
      closed ??= shut();
      return closed;
    },
  };
}

async function openParts({ directory, store, onApplied, onRefused, log, ...options }: PipelineOptions): Promise<Parts> {
  // The journal tells the backlog of what it has written, and the backlog reads the journal.
  const told: { backlog?: Backlog } = {};
  const journal = await openJournal<number>({
    directory,
    ...(options.files && { files: options.files }),
    onWritten: (segment, records) => told.backlog?.add(segment, records),
    onSealed: (segment, soundBytes) => told.backlog?.seal(segment, soundBytes),
    onFailed: (err, requests) => log.error({ err, requests }, "The journal could not be written; senders are refused"),
    onDamage: (damage) => tellOfDamage(log, damage),
  });
  const backlog = createBacklog(journal, {
    onStuck: (err) => log.error({ err }, "A segment of the journal could not be deleted; it is applied again later"),
  });
  told.backlog = backlog;
  const applier = startApplier({
    ...TIMING,
    ...options.timing,
    backlog,
    store,
    onApplied,
    onRefused: async (refused) => {
      log.error(
        { err: refused[0]?.error, entries: refused.length },
        "The event store refuses entries; they are set aside",
      );
      await onRefused(refused);
    },
    onTrouble: (err, entries) => log.error({ err, entries }, "Events could not be stored; they are tried again"),
  });
  return { journal, backlog, applier, disk: createDiskGuard(directory, options.freeBytesMin) };
}

function keepHouse({ journal, disk }: Parts, log: PipelineLog): () => void {
  const report = (err: unknown) => log.error({ err }, "The journal's directory could not be tidied");
  const timers = [
    setInterval(() => void journal.seal(), SEAL_EVERY_MS),
    setInterval(() => void disk.look(), LOOK_AT_DISK_EVERY_MS),
    setInterval(() => void journal.sweep().catch(report), SWEEP_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}

function tellOfDamage(log: PipelineLog, damage: Damage): void {
  if (damage.isTail) log.warn({ damage }, "The journal ends in a record that was never acknowledged; it is left out");
  else log.error({ damage }, "A part of the journal is damaged; it is kept for a day, the rest is stored");
}
