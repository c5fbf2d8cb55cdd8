import { connect, type Socket } from "node:net";
import { percentile } from "../machine.ts";

/** What a number of connections were answered in a time. */
export interface Hammered {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers whose status was not the expected one. */
  failures: number;
}

export interface Hammer {
  port: number;
  connections: number;
  seconds: number;
  /** The next request of one connection, whole, given its last answer's body (empty at first). */
  next: (connection: number, lastBody: string) => string;
  status?: number;
}

const HEAD_END = "\r\n\r\n";

/**
 * Sends requests over kept connections, each one after the answer to the one before, and counts. Made of bare sockets:
 * a client that takes as long as the server would measure itself.
 */
export async function hammer(options: Hammer): Promise<Hammered> {
  const { connections, seconds } = options;
  const samples: number[] = [];
  let failures = 0;
  const until = performance.now() + seconds * 1_000;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      runConnection(options, index, (milliseconds, isExpected) => {
        samples.push(milliseconds);
        if (!isExpected) failures += 1;
        return performance.now() < until;
      }),
    ),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  return {
    perSecond: samples.length / elapsed,
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
    failures,
  };
}

function runConnection(
  { port, next, status = 200 }: Hammer,
  index: number,
  answered: (milliseconds: number, isExpected: boolean) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    const expected = `HTTP/1.1 ${status} `;
    let text = "";
    let sentAt = performance.now();
    const send = (body: string) => {
      sentAt = performance.now();
      socket.write(next(index, body));
    };
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.once("connect", () => send(""));
    socket.once("error", reject);
    socket.once("close", () => resolve());
    socket.on("data", (chunk: string) => {
      text += chunk;
      const body = bodyOf(text);
      if (body === null) return;
      const goesOn = answered(performance.now() - sentAt, text.startsWith(expected));
      text = "";
      if (goesOn) send(body);
      else socket.destroy();
    });
  });
}

/** The body of an answer once it is whole. Every answer that is hammered for states its length. */
function bodyOf(text: string): string | null {
  const end = text.indexOf(HEAD_END);
  if (end < 0) return null;
  const length = Number(/^content-length: (\d+)/imu.exec(text.slice(0, end))?.[1] ?? 0);
  const body = text.slice(end + HEAD_END.length);
  return body.length >= length ? body : null;
}

/** A request without a body, as text. */
export function getRequest(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

/** A posted form, as text. */
export function postRequest(path: string, form: URLSearchParams): string {
  const body = String(form);
  const type = "content-type: application/x-www-form-urlencoded";
  const lines = ["host: localhost", type, `content-length: ${Buffer.byteLength(body)}`];
  return [`POST ${path} HTTP/1.1`, ...lines, "", body].join("\r\n");
}
