// Runs a TypeScript file of this workspace on the pinned Node, after installing what the lockfile pins.
// Plain JavaScript for any Node ≥ 20: it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PNPM = "pnpm@12.21.0";
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const stamp = join(root, "node_modules", ".heliometer-installed");
/** What runs the product alone; everything else needs the tools of development too. */
const PRODUCT = ["apps/server/src/main.ts", "apps/server/src/cli.ts"];
/**
 * On a machine with much memory V8 gives what has just been made 128 MB before it looks what of it is still in use; a
 * tenth of that costs no measurable time here. Only a flag of the start sets it.
 */
const FLAGS = ["--max-semi-space-size=8", "--disable-warning=ExperimentalWarning"];
const windows = process.platform === "win32";

function wanted() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"])
    hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Installs unless the stamp says that this lockfile is installed already; the full installation serves the product too. */
function install(production) {
  const key = wanted();
  const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (installed === `${key} full` || (production && installed === `${key} production`)) return;
  process.stderr.write(`Installing what pnpm-lock.yaml pins (with ${PNPM}) …\n`);
  const options = [
    "--frozen-lockfile",
    "--prefer-offline",
    "--reporter=append-only",
    ...(production ? ["--prod"] : []),
  ];
  const done = spawnSync("npx", ["--yes", PNPM, "install", ...options], {
    cwd: root,
    // Progress goes to standard error, so that a command's own output stays clean.
    stdio: ["ignore", process.stderr, process.stderr],
    env: { ...process.env, CI: "true" },
    shell: windows,
  });
  if (done.status !== 0) {
    process.stderr.write(
      "The installation failed: see above. It needs the npm registry and about 1 GB of disk, once.\n",
    );
    process.exit(done.status ?? 1);
  }
  writeFileSync(stamp, `${key} ${production ? "production" : "full"}`);
}

function run(script, args) {
  const node = join(root, "node_modules", "node", "bin", windows ? "node.exe" : "node");
  const child = spawn(node, [...FLAGS, join(root, script), ...args], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
}

const [script, ...args] = process.argv.slice(2);
install(PRODUCT.includes(script));
run(script, args);
