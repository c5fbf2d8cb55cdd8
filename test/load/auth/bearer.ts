import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@heliometer/db/testing";
import { removeDirectory, temporaryDirectory } from "../../support/product.ts";
import { printFigure } from "../machine.ts";
import { getRequest, hammer } from "./hammer.ts";

const WARM_UP_SECONDS = 1;
const SECONDS = 4;
const server = fileURLToPath(new URL("bearer-server.ts", import.meta.url));

/** Checks of an access token a second on one core, on both engines, beside an empty route of the same process. */
export async function benchBearer(): Promise<void> {
  const directory = temporaryDirectory();
  const postgres = await startPostgres();
  try {
    await measure("SQLite", join(directory, "control.sqlite"));
    await measure("Postgres", await postgres.createDatabase());
  } finally {
    await postgres.stop();
    removeDirectory(directory);
  }
}

async function measure(engine: string, place: string): Promise<void> {
  const { child, port, tokens } = await startServer(place);
  try {
    const run = (requests: readonly string[], seconds: number) =>
      hammer({ port, connections: tokens.length, seconds, next: (connection) => requests[connection] ?? "" });
    const empty = tokens.map(() => getRequest("/empty"));
    const checked = tokens.map((token) => getRequest("/checked", { authorization: `Bearer ${token}` }));
    for (const requests of [empty, checked]) await run(requests, WARM_UP_SECONDS);
    const base = await run(empty, SECONDS);
    const check = await run(checked, SECONDS);
    if (check.failures > 0) throw new Error(`${check.failures} checks were refused.`);
    const share = `${Math.round((100 * check.perSecond) / base.perSecond)} %`;
    printFigure(`${engine}: empty route, one core`, `${Math.round(base.perSecond)}/s`, "–");
    printFigure(`${engine}: access token checked, one core`, `${Math.round(check.perSecond)}/s`, "≥ 6,000/s");
    printFigure(`${engine}: the same as a share of the empty route`, share, "≥ 25 %");
    printFigure(`${engine}: access token checked, p99`, `${check.p99.toFixed(1)} ms`, "–");
  } finally {
    child.kill();
    await once(child, "exit");
  }
}

/** On one core, where the machine can pin a process to one: the load is made on another. */
async function startServer(place: string): Promise<{ child: ChildProcess; port: number; tokens: string[] }> {
  const pin = spawnSync("taskset", ["-c", "0", "true"]).status === 0 ? ["taskset", "-c", "0"] : [];
  if (pin.length === 0)
    console.log("This machine cannot pin a process to a core: figures of one core are not comparable.");
  const [file = "", ...args] = [...pin, process.execPath, "--disable-warning=ExperimentalWarning", server, place];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { port, tokens }: { port: number; tokens: string[] } = JSON.parse(String(line));
  return { child, port, tokens };
}
