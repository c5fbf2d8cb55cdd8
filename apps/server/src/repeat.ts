import type { FastifyInstance } from "fastify";

/** Runs a chore again and again while the app is open. One run ends before the next begins; a failure waits for the next. */
export function repeat(app: FastifyInstance, everyMs: number, chore: () => Promise<unknown>): void {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = chore().then(
      () => {
        busy = false;
      },
      (error: unknown) => {
        busy = false;
        app.log.error({ err: error }, "A chore failed; it is tried again later");
      },
    );
  }, everyMs);
  timer.unref();
  app.addHook("onClose", async () => {
    clearInterval(timer);
    await running;
  });
}
