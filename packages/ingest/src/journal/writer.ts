import { createSegments, type Segment, type SegmentsOptions } from "./segments.ts";

/** A record that is on the disk: what it carries in memory, and its payload in bytes. */
export interface Written<Carried> {
  readonly carried: Carried;
  readonly payload: Buffer;
}

export interface WriterOptions<Carried> extends SegmentsOptions {
  /** Told of records that are on the disk, in order, before their senders are. */
  onWritten(segment: Segment, records: readonly Written<Carried>[]): void;
  /** Told of a try that failed, not of those who are refused without one. */
  onFailed(error: unknown, records: number): void;
}

/** The one writer of a journal. */
export interface JournalWriter<Carried> {
  /** Resolves when the payload is on the disk; rejects when it is not, and then it will not be read again. */
  append(payload: string, carried: Carried): Promise<void>;
  /** Characters that wait for the disk, which are about as many bytes. */
  waitingBytes(): number;
  /** Whether the last try to write failed. */
  isFailing(): boolean;
  /** Ends the segment under way, if there is one; the next record begins another. */
  seal(): Promise<void>;
}

interface Waiting<Carried> {
  readonly payload: string;
  readonly carried: Carried;
  resolve(): void;
  reject(error: unknown): void;
}

const GROUP_BYTES_MAX = 4_194_304;
/** After a failure the disk is asked again no sooner than this; until then senders are refused without a try. */
const RETRY_AFTER_MS = 200;

/**
 * Group commit: what comes while the disk is busy shares the next write, which is synced, so that nobody waits for
 * companions and the disk is asked as often as it can answer.
 */
export function createJournalWriter<Carried>(options: WriterOptions<Carried>): JournalWriter<Carried> {
  const segments = createSegments(options);
  let waiting: Waiting<Carried>[] = [];
  let waitingBytes = 0;
  let failed: { error: unknown; at: number } | undefined;
  let last: Promise<void> = Promise.resolve();
  let isBusy = false;

  /** Work on the file, one piece after another. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  }

  async function drain(): Promise<void> {
    // What arrives in one turn of the event loop goes together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    await commit(takeGroup());
    isBusy = waiting.length > 0;
    if (isBusy) void inTurn(drain);
  }

  function takeGroup(): Waiting<Carried>[] {
    let [taken, bytes] = [0, 0];
    for (const each of waiting) {
      bytes += each.payload.length;
      if (taken > 0 && bytes > GROUP_BYTES_MAX) break;
      taken += 1;
    }
    const group = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    return group;
  }

  async function commit(group: readonly Waiting<Carried>[]): Promise<void> {
    try {
      if (failed && performance.now() < failed.at + RETRY_AFTER_MS) throw failed.error;
      const { segment, written } = await segments.write(group.map(({ payload }) => payload));
      failed = undefined;
      options.onWritten(
        segment,
        written.map((payload, index) => ({ payload, carried: (group[index] as Waiting<Carried>).carried })),
      );
      for (const { resolve } of group) resolve();
    } catch (error) {
      noteFailure(error, group.length);
      for (const { reject } of group) reject(error);
    } finally {
      for (const { payload } of group) waitingBytes -= payload.length;
    }
    await segments.endIfFull();
  }

  function noteFailure(error: unknown, records: number): void {
    if (error === failed?.error) return;
    failed = { error, at: performance.now() };
    options.onFailed(error, records);
  }

  return {
    append: (payload, carried) =>
      new Promise((resolve, reject) => {
        waiting.push({ payload, carried, resolve, reject });
        waitingBytes += payload.length;
        if (isBusy) return;
        isBusy = true;
        void inTurn(drain);
      }),
    waitingBytes: () => waitingBytes,
    isFailing: () => failed !== undefined,
    seal: () => inTurn(segments.end),
  };
}
