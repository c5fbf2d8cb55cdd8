import { once } from "node:events";
import { parentPort, Worker, workerData } from "node:worker_threads";

/** Work on a thread of its own, so that it neither waits for the measuring nor disturbs it. */
export interface Background<Result> {
  /** Ends the work and hands over what it found. */
  stop(): Promise<Result>;
}

/** Starts a file that calls `workUntilStopped`. */
export function startBackground<Result>(file: string, input: unknown): Background<Result> {
  const worker = new Worker(new URL(file, import.meta.url), { workerData: input });
  const failed = once(worker, "error").then(([error]) => {
    throw error;
  });
  // A failure is told when the work is stopped.
  failed.catch(() => undefined);
  return {
    stop: async () => {
      const answered = once(worker, "message");
      worker.postMessage("stop");
      const [result] = await Promise.race([answered, failed]);
      await worker.terminate();
      return result;
    },
  };
}

/** On the thread: works until it is told to stop, then hands over what `work` resolves with. */
export async function workUntilStopped<Input>(
  work: (input: Input, isStopped: () => boolean) => Promise<unknown>,
): Promise<void> {
  let stopped = false;
  parentPort?.once("message", () => {
    stopped = true;
  });
  parentPort?.postMessage(await work(workerData, () => stopped));
}
