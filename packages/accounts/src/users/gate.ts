import { Unavailable } from "@heliometer/core";

/** Lets a few tasks run at once, some wait in order, and turns the rest away. */
export interface Gate {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  /** @throws Unavailable when the next task would be turned away. */
  requireRoom(): void;
}

/**
 * @param limits `running`: tasks at once; `waiting`: tasks that may wait; `refusal`: what the next one is told. While
 * tasks wait, a place rests after each task for as long as that took, so that a crowd keeps half of it busy.
 */
export function createGate(limits: { running: number; waiting: number; refusal: string }): Gate {
  const queue: (() => void)[] = [];
  let free = limits.running;

  async function enter(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    requireRoom();
    // The place is handed over, not given back, so that nobody slips in between.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  function requireRoom(): void {
    if (free === 0 && queue.length >= limits.waiting) throw new Unavailable(limits.refusal);
  }

  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }

  function leaveRested(tookMs: number): void {
    if (queue.length === 0) leave();
    else setTimeout(leave, tookMs);
  }

  return {
    requireRoom,
    async run(task) {
      await enter();
      const startedAt = performance.now();
      try {
        return await task();
      } finally {
        leaveRested(performance.now() - startedAt);
      }
    },
  };
}
