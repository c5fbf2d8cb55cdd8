import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientSurroundings } from "./other-clients.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";

/** Exact versions: what these clients send is part of what is tested. */
const CLAUDE_CODE = "@anthropic-ai/claude-code@2.1.330";
const CODEX = "@openai/codex@0.169.0";
const INSTALL_LIMIT_MS = 150_000;
const RUN_LIMIT_MS = 120_000;
const QUESTION = "How is the site doing?";

/** The two assistants; outside of the lockfile, because they are large and no part of the product. */
export interface Assistants {
  claude: string;
  codex: string;
}

/** Installs both into a folder of this machine's temporary directory, once for all runs; null when that is impossible. */
export async function installAssistants(): Promise<Assistants | null> {
  const folder = join(
    tmpdir(),
    `heliometer-assistants-${[CLAUDE_CODE, CODEX].join("-").replaceAll(/[^a-z0-9.]+/g, "-")}`,
  );
  const installed = {
    claude: join(folder, "node_modules/.bin/claude"),
    codex: join(folder, "node_modules/.bin/codex"),
  };
  if (!Object.values(installed).every(existsSync)) {
    mkdirSync(folder, { recursive: true });
    const command = [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      "--no-save",
      CLAUDE_CODE,
      CODEX,
    ] as const;
    await runProgram(["npm", ...command], { env: testerEnvironment(), limitMs: INSTALL_LIMIT_MS });
  }
  for (const program of Object.values(installed)) {
    const { exitCode } = await runProgram([program, "--version"], { env: { HOME: folder } }).catch(() => ({
      exitCode: 1,
    }));
    if (exitCode !== 0) return null;
  }
  return installed;
}

/** npm reaches its registry by what the tester's own environment says. */
function testerEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Asks Claude Code one question; `modelOrigin` is where it believes its model to be. */
export async function askClaudeCode(
  program: string,
  { mcpUrl, key, home }: ClientSurroundings,
  modelOrigin: string,
): Promise<ProgramRun> {
  const config = join(home, "mcp.json");
  const server = { type: "http", url: mcpUrl, headers: { "X-API-Key": key } };
  writeFileSync(config, JSON.stringify({ mcpServers: { heliometer: server } }));
  const options = ["--mcp-config", config, "--strict-mcp-config", "--allowedTools", "mcp__heliometer"];
  return runProgram([program, "-p", QUESTION, ...options, "--output-format", "json"], {
    cwd: home,
    env: {
      HOME: home,
      ANTHROPIC_BASE_URL: modelOrigin,
      ANTHROPIC_API_KEY: "none",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
    },
    limitMs: RUN_LIMIT_MS,
  });
}

/** Asks Codex one question. */
export async function askCodex(
  program: string,
  { mcpUrl, key, home }: ClientSurroundings,
  modelOrigin: string,
): Promise<ProgramRun> {
  mkdirSync(join(home, ".codex"), { recursive: true });
  const config = `model = "stub"
model_provider = "stub"
approval_policy = "never"
[model_providers.stub]
name = "stub"
base_url = "${modelOrigin}/v1"
wire_api = "responses"
env_key = "STUB_KEY"
[mcp_servers.heliometer]
url = "${mcpUrl}"
http_headers = { "X-API-Key" = "${key}" }
`;
  writeFileSync(join(home, ".codex", "config.toml"), config);
  return runProgram([program, "exec", "--skip-git-repo-check", QUESTION], {
    cwd: home,
    env: { HOME: home, STUB_KEY: "none" },
    limitMs: RUN_LIMIT_MS,
  });
}
