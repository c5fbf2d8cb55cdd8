import { Unavailable } from "@heliometer/core";

/** Reports of one project that a process runs at once, and how many may wait for their turn. */
const REPORTS_AT_ONCE = 4;
const REPORTS_WAITING = 16;
const RETRY_AFTER_SECONDS = 5;

/** Lets a bounded number in; the others wait in order. */
export interface ReportGate {
  /**
   * Runs when there is room for the project.
   * @throws Unavailable when too many wait already, and what the signal says when the caller leaves while waiting.
   */
  run<T>(projectId: string, signal: AbortSignal, report: () => Promise<T>): Promise<T>;
}

interface Lane {
  running: number;
  waiting: (() => void)[];
}

/** A gate for the reports of each project, so that one assistant's questions leave room for everybody else's. */
export function createReportGate({ atOnce = REPORTS_AT_ONCE, waitingMax = REPORTS_WAITING } = {}): ReportGate {
  const lanes = new Map<string, Lane>();
  const laneOf = (projectId: string): Lane => {
    const lane = lanes.get(projectId) ?? { running: 0, waiting: [] };
    lanes.set(projectId, lane);
    return lane;
  };
  const leave = (projectId: string, lane: Lane) => {
    const next = lane.waiting.shift();
    // The place is handed over, so nobody who comes at this moment slips in between.
    if (next) return next();
    lane.running -= 1;
    if (lane.running === 0) lanes.delete(projectId);
  };
  return {
    async run(projectId, signal, report) {
      const lane = laneOf(projectId);
      if (lane.running >= atOnce) await waitInLine(lane, { signal, waitingMax });
      else lane.running += 1;
      try {
        return await report();
      } finally {
        leave(projectId, lane);
      }
    },
  };
}

function waitInLine(lane: Lane, { signal, waitingMax }: { signal: AbortSignal; waitingMax: number }): Promise<void> {
  if (lane.waiting.length >= waitingMax) {
    throw new Unavailable(
      `This project is answering many questions at the moment, and ${waitingMax} more are waiting. Asking again in ${RETRY_AFTER_SECONDS} seconds helps.`,
      RETRY_AFTER_SECONDS,
    );
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const give = () => {
    signal.removeEventListener("abort", giveUp);
    resolve();
  };
  const giveUp = () => {
    lane.waiting.splice(lane.waiting.indexOf(give), 1);
    reject(signal.reason);
  };
  lane.waiting.push(give);
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  return promise;
}
