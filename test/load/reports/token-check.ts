// On a thread of its own: asks GET /api/v1/me again and again and tells how long each answer took, in milliseconds.
import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { workUntilStopped } from "./worker.ts";

export interface TokenCheckInput {
  readonly origin: string;
  readonly secretKey: string;
}

const PAUSE_MS = 10;

await workUntilStopped<TokenCheckInput>(async ({ origin, secretKey }, isStopped) => {
  const agent = new Agent({ keepAlive: true });
  const samples: number[] = [];
  while (!isStopped()) {
    const startedAt = performance.now();
    await check(`${origin}/api/v1/me`, { agent, headers: { "x-api-key": secretKey } });
    samples.push(performance.now() - startedAt);
    await setTimeout(PAUSE_MS);
  }
  agent.destroy();
  return samples;
});

function check(url: string, options: { agent: Agent; headers: Record<string, string> }): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      response.resume();
      response.once("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`GET /api/v1/me answered ${response.statusCode}.`));
      });
    });
    // A connection that the server closed while it was idle says so only when it is used again.
    request.once("error", (error) =>
      request.reusedSocket ? check(url, options).then(resolve, reject) : reject(error),
    );
  });
}
