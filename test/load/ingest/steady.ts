import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";

const CONNECTIONS = 64;
const ANSWERED = /^HTTP\/1\.1 (\d+) .*\r\n\r\n.*\}$/s;

/** What became of requests at a steady pace. */
export interface Steady {
  /** Milliseconds from the instant at which each was due to its answer. */
  readonly samples: readonly number[];
  readonly failures: number;
}

/** Where requests go, and the text of each next one. */
export interface Flow {
  readonly port: number;
  readonly next: () => string;
}

/**
 * Requests at a steady pace over kept connections until it is told to stop. Each connection has its own share of the
 * pace; one that waits for an answer sends the next one late, and that counts as time of the next one.
 */
export function startSteady({ port, next }: Flow, perSecond: number): { stop(): Promise<Steady> } {
  const samples: number[] = [];
  let failures = 0;
  let isRunning = true;
  const startedAt = performance.now();
  const everyMs = (1_000 * CONNECTIONS) / perSecond;

  async function run(connection: number): Promise<void> {
    const exchange = await openExchange(port);
    for (let sent = 0; isRunning; sent += 1) {
      const dueAt = startedAt + (sent + connection / CONNECTIONS) * everyMs;
      const early = dueAt - performance.now();
      if (early > 0) await setTimeout(early);
      const status = await exchange.send(next());
      samples.push(performance.now() - dueAt);
      if (status !== 200) failures += 1;
    }
    exchange.close();
  }

  const running = Array.from({ length: CONNECTIONS }, (_, connection) => run(connection));
  return {
    stop: async () => {
      isRunning = false;
      await Promise.all(running);
      return { samples, failures };
    },
  };
}

/** A bare connection: a client that takes as long as the server would measure itself. */
async function openExchange(port: number) {
  const socket = connect(port, "127.0.0.1").setNoDelay(true).setEncoding("latin1");
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let text = "";
  let answer: ((status: number) => void) | undefined;
  socket.on("data", (chunk: string) => {
    text += chunk;
    const status = ANSWERED.exec(text)?.[1];
    if (!status) return;
    text = "";
    answer?.(Number(status));
  });
  return {
    send: (request: string): Promise<number> =>
      new Promise((resolve) => {
        answer = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
