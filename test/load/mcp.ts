import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { printFigure } from "./machine.ts";
import { fire, type Shot } from "./mcp/load.ts";

const WARM_UP = 1_500;
const MEASURED = 1_500;
const ROUNDS = 3;
/** Calls over which memory is watched; `--calls 200000` for the figure that is recorded. */
const SOAK_CALLS = 5_000;
const MODERN = "2026-07-28";
const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": MODERN,
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
};

interface Usage {
  cpuMicroseconds: number;
  heapBytes: number;
  rssBytes: number;
}

/** What the protocol costs around a tool: CPU for each call, beside a plain route of the same run; calls a second; memory. */
export async function benchMcp(args: string[]): Promise<void> {
  const soakCalls = Number(args[args.indexOf("--calls") + 1] ?? SOAK_CALLS) || SOAK_CALLS;
  const server = fork(fileURLToPath(new URL("mcp/server.ts", import.meta.url)), {
    execArgv: ["--disable-warning=ExperimentalWarning", "--expose-gc"],
  });
  try {
    const [{ port, key }] = (await once(server, "message")) as [{ port: number; key: string }];
    const shots = shotsOf(key);
    for (const shot of Object.values(shots)) await fire(port, shot, WARM_UP);
    const cost = await measure(port, shots);
    printFigure("CPU of a plain route with a JSON body", inMs(cost.plain), "–");
    printFigure("CPU of tools/call of an empty tool, 2026-07-28", inMs(cost.call), "≤ 0.55 ms");
    printFigure("… × the plain route", `${(cost.call / cost.plain).toFixed(1)} ×`, "≤ 6 ×");
    printFigure("CPU of tools/call of an empty tool, 2025-06-18", inMs(cost.classicCall), "–");
    printFigure("CPU of tools/list, 2026-07-28", inMs(cost.list), "≤ 0.8 ms");
    await benchThroughput(port, shots.call);
    await benchMemory(port, shots.call, soakCalls);
  } finally {
    await stop(server);
  }
}

type Shots = Readonly<Record<"plain" | "call" | "classicCall" | "list", Shot>>;

function shotsOf(key: string): Shots {
  const common = { accept: "application/json, text/event-stream", "x-api-key": key };
  const call = { name: "get_nothing", arguments: { word: "hello" } };
  const modern = (method: string, params: object, more: Record<string, string> = {}): Shot => ({
    path: "/api/v1/mcp",
    headers: { ...common, "mcp-protocol-version": MODERN, "mcp-method": method, ...more },
    body: { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: ENVELOPE } },
  });
  return {
    plain: { path: "/plain", headers: {}, body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: call } },
    call: modern("tools/call", call, { "mcp-name": call.name }),
    classicCall: {
      path: "/api/v1/mcp",
      headers: { ...common, "mcp-protocol-version": "2025-06-18" },
      body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: call },
    },
    list: modern("tools/list", {}),
  };
}

/** Microseconds of CPU for one request of each kind: the least of several rounds, which neighbours disturb least. */
async function measure(port: number, shots: Shots): Promise<Record<keyof Shots, number>> {
  const least: Record<keyof Shots, number> = { plain: Infinity, call: Infinity, classicCall: Infinity, list: Infinity };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(least) as (keyof Shots)[]) {
      const before = await readUsage(port);
      await fire(port, shots[name], MEASURED);
      const { cpuMicroseconds } = await readUsage(port);
      least[name] = Math.min(least[name], (cpuMicroseconds - before.cpuMicroseconds) / MEASURED);
    }
  }
  return least;
}

async function benchThroughput(port: number, call: Shot): Promise<void> {
  const before = await readUsage(port);
  const { seconds } = await fire(port, call, MEASURED * 2);
  const { cpuMicroseconds } = await readUsage(port);
  const cpuSeconds = (cpuMicroseconds - before.cpuMicroseconds) / 1e6;
  printFigure(
    "Authenticated calls a second, 16 connections",
    ((MEASURED * 2) / seconds).toFixed(0),
    "≥ 1,500 on one core",
  );
  printFigure("… for each second of CPU", ((MEASURED * 2) / cpuSeconds).toFixed(0), "≥ 1,500");
}

async function benchMemory(port: number, call: Shot, calls: number): Promise<void> {
  const before = await readUsage(port);
  await fire(port, call, calls);
  const after = await readUsage(port);
  const inMb = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;
  const thousands = (calls / 1_000).toFixed(0);
  printFigure(
    `Heap before and after ${thousands},000 calls`,
    `${inMb(before.heapBytes)} → ${inMb(after.heapBytes)}`,
    "flat",
  );
  printFigure("Resident memory after these calls", inMb(after.rssBytes), "–");
}

async function readUsage(port: number): Promise<Usage> {
  const response = await fetch(`http://127.0.0.1:${port}/usage`);
  return (await response.json()) as Usage;
}

function inMs(microseconds: number): string {
  return `${(microseconds / 1_000).toFixed(3)} ms`;
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, "exit");
  server.disconnect();
  await ended;
}
