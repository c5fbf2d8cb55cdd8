import { Agent, type RequestOptions, request } from "node:http";

/** One kind of request. */
export interface Shot {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

const CONNECTIONS = 16;

/** Sends the same request again and again over 16 connections; every answer has to be a 200 without an error. */
export async function fire(port: number, shot: Shot, count: number): Promise<{ seconds: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const body = JSON.stringify(shot.body);
  const headers = {
    ...shot.headers,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  let left = count;
  const startedAt = performance.now();
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await send({ host: "127.0.0.1", port, path: shot.path, method: "POST", agent, headers }, body);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return { seconds };
}

function send(options: RequestOptions, body: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = request(options, (incoming) => {
    let received = "";
    incoming.setEncoding("utf8");
    incoming.on("data", (chunk: string) => (received += chunk));
    incoming.on("end", () => {
      if (incoming.statusCode === 200 && !received.includes('"error"')) resolve();
      else reject(new Error(`${incoming.statusCode}: ${received.slice(0, 500)}`));
    });
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}
