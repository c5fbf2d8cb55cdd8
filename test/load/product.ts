import { execFileSync } from "node:child_process";
import { cpSync, globSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callTool, connectClassic } from "../support/clients.ts";
import { freePort, removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { memoryMb, percentile, printFigure } from "./machine.ts";

const STARTS = 5;
const IDLE_SECONDS = 10;
const WARM_UP_CALLS = 50;
const CALLS = 400;
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Start, memory, `get_analytics` with a key over the demo, and the number of production packages. */
export async function benchProduct(): Promise<void> {
  const dataDirectory = temporaryDirectory();
  const port = await freePort();
  try {
    const first = await startProduct({ dataDirectory, port });
    const { secretKey } = first.demo();
    await first.stop();
    printFigure("First start with demo data, to ready", `${(first.startMs / 1000).toFixed(1)} s`, "≤ 20 s");

    const starts: number[] = [];
    for (let index = 0; index < STARTS; index += 1) {
      const again = await startProduct({ dataDirectory, port });
      starts.push(again.startMs);
      await again.stop();
    }
    printFigure(
      `Second start to ready (median of ${STARTS})`,
      `${(percentile(starts, 0.5) / 1000).toFixed(2)} s`,
      "≤ 3 s",
    );

    const product = await startProduct({ dataDirectory, port, env: { MCP_CALLS_PER_MINUTE: "0" } });
    await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
    printFigure(`Resident memory after ${IDLE_SECONDS} s idle`, `${memoryMb(product.pid, "now")} MB`, "≤ 250 MB");
    await benchAnalytics(product.mcpUrl, secretKey);
    printFigure("Resident memory after these calls", `${memoryMb(product.pid, "now")} MB`, "–");
    await product.stop();
    printFigure("Production packages (ours not counted)", String(countProductionPackages()), "≤ 120");
  } finally {
    removeDirectory(dataDirectory);
  }
}

async function benchAnalytics(mcpUrl: string, secretKey: string): Promise<void> {
  const client = await connectClassic(mcpUrl, secretKey);
  for (const period of ["last_7_days", "last_30_days"]) {
    for (let index = 0; index < WARM_UP_CALLS; index += 1) await callTool(client, "get_analytics", { period });
    const samples: number[] = [];
    for (let index = 0; index < CALLS; index += 1) {
      const startedAt = performance.now();
      await callTool(client, "get_analytics", { period });
      samples.push(performance.now() - startedAt);
    }
    const [p50, p99] = [percentile(samples, 0.5), percentile(samples, 0.99)];
    printFigure(`get_analytics ${period} over MCP with a key, p50`, `${p50.toFixed(1)} ms`, "≤ 15 ms");
    printFigure(`get_analytics ${period} over MCP with a key, p99`, `${p99.toFixed(1)} ms`, "–");
  }
  await client.close();
}

/** Packages that a production install brings, the pinned runtime included: made from the manifests in an empty folder. */
function countProductionPackages(): number {
  const folder = temporaryDirectory();
  try {
    const manifests = globSync(["package.json", "pnpm-*.yaml", "{apps,packages}/*/package.json", "test/package.json"], {
      cwd: root,
    });
    for (const manifest of manifests) cpSync(join(root, manifest), join(folder, manifest));
    const install = ["--yes", "pnpm@12.21.0", "install", "--prod", "--frozen-lockfile", "--prefer-offline"];
    execFileSync("npx", install, { cwd: folder, stdio: "ignore" });
    const entries = readdirSync(join(folder, "node_modules", ".pnpm"), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== "node_modules").length;
  } finally {
    removeDirectory(folder);
  }
}
