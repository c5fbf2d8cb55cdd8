import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { type ProgramRun, runProgram } from "./run-program.ts";

const inspector = fileURLToPath(import.meta.resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js"));
const mcpRemote = fileURLToPath(import.meta.resolve("mcp-remote/dist/proxy.js"));

/** Where a client finds the server, with which key, and in which (own, empty) home folder it runs. */
export interface ClientSurroundings {
  mcpUrl: string;
  key: string;
  home: string;
}

/** One command of the MCP Inspector's command line; with `--strict` it ends with 6 when a schema is broken. */
export async function runInspector(
  { mcpUrl, key, home }: ClientSurroundings,
  era: "legacy" | "auto" | "modern",
  command: readonly string[],
): Promise<ProgramRun> {
  const target = ["--cli", "--server-url", mcpUrl, "--transport", "http", "--header", `X-API-Key: ${key}`];
  const how = ["--protocol-era", era, "--format", "json"];
  return runProgram([process.execPath, inspector, ...target, ...how, ...command], { env: { HOME: home } });
}

/** The bridge that programs use which speak MCP over standard input alone, Claude Desktop among them. */
export async function connectThroughMcpRemote({ mcpUrl, key, home }: ClientSurroundings): Promise<Client> {
  const client = new Client({ name: "stdio-test", version: "1.0.0" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [mcpRemote, mcpUrl, "--allow-http", "--transport", "http-only", "--header", `X-API-Key:${key}`],
    env: { PATH: process.env.PATH ?? "", HOME: home, MCP_REMOTE_CONFIG_DIR: home },
    stderr: "ignore",
  });
  await client.connect(transport);
  return client;
}
