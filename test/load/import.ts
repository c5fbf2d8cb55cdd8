import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generateDemoEvents } from "@heliometer/events";
import { NODE_FLAGS, removeDirectory, temporaryDirectory } from "../support/product.ts";
import { memoryMb, printFigure } from "./machine.ts";

const ROWS = 1_000_000;
const SEED = 7;
const LOOK_EVERY_MS = 100;
const HEADER =
  "session_id,event_id,hostname,browser,os,device,language,country,region,city,url_path,url_query,referrer_path,referrer_domain,page_title,event_type,event_name,created_at\n";
const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm run bench -- import [--rows N]`: Umami's raw events into the embedded stores, by the command line. */
export async function benchImport(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rows: { type: "string", default: String(ROWS) } } });
  const directory = temporaryDirectory();
  try {
    const file = join(directory, "website_event.csv");
    await pipeline(Readable.from(rows(Number(values.rows))), createWriteStream(file));
    const run = (...command: string[]) => runCommand(command, directory);
    await run("user", "add", "--email", "owner@example.com");
    const added = await run("project", "add", "--name", "Shop", "--owner", "owner@example.com");
    const projectId = /added: (\S+)/.exec(added.output)?.[1] ?? "";
    const planned = await run("import", "umami", file, "--project", projectId, "--dry-run");
    printFigure(`Planned: ${values.rows} events read`, `${planned.seconds.toFixed(1)} s`, "–");
    const first = await run("import", "umami", file, "--project", projectId);
    const speed = /([\d,]+) events a second/.exec(first.output)?.[1] ?? "–";
    printFigure("Imported, planning included", `${first.seconds.toFixed(1)} s`, "–");
    printFigure("Events a second while storing", speed, "–");
    printFigure("Memory while importing, at most", `${first.peakMb} MB`, "≤ 300 MB");
    const again = await run("import", "umami", file, "--project", projectId);
    printFigure("Imported again, to no effect", `${again.seconds.toFixed(1)} s`, "–");
  } finally {
    removeDirectory(directory);
  }
}

function* rows(events: number): Generator<string> {
  yield HEADER;
  const history = {
    seed: SEED,
    endsAt: Date.parse("2024-06-01T00:00:00Z"),
    events,
    projectId: "bench",
    timezone: "UTC",
  };
  for (const { visit, ...event } of generateDemoEvents(history)) {
    const person = [visit.browser, visit.os, visit.device, visit.language, visit.country, visit.region, visit.city];
    const at = new Date(event.ts).toISOString().replace("T", " ").replace("Z", "");
    const kind = event.kind === "pageview" ? ["1", ""] : ["2", event.name];
    const page = [event.path, "", visit.referrerHost ? "/" : "", visit.referrerHost, event.title];
    const cells = [event.visitorId, event.eventId, event.hostname, ...person, ...page, ...kind, at];
    yield `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`;
  }
}

async function runCommand(command: readonly string[], dataDirectory: string) {
  const startedAt = performance.now();
  const script = [...NODE_FLAGS, "apps/server/src/cli.ts", ...command];
  const env = { PATH: process.env.PATH ?? "", DATA_DIR: join(dataDirectory, "data"), LOG_LEVEL: "warn" };
  const child = spawn(process.execPath, script, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let peakMb = 0;
  const look = setInterval(() => {
    if (child.pid && child.exitCode === null) peakMb = Math.max(peakMb, memoryMb(child.pid, "peak") || 0);
  }, LOOK_EVERY_MS);
  const [code] = await once(child, "close");
  clearInterval(look);
  if (code !== 0) throw new Error(`heliometer ${command.join(" ")} ended with ${code}:\n${output}`);
  return { output, peakMb, seconds: (performance.now() - startedAt) / 1_000 };
}
