import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client as ClassicClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as ClassicTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { RecordingProvider } from "./oauth-provider.ts";

/** What every tool answers, as a client sees it. */
export interface ToolAnswer {
  isError: boolean;
  text: string;
  structured: { summary: string; data: Record<string, unknown>; meta: Record<string, unknown> };
}

/** The last revision with a handshake. */
export const LATEST_HANDSHAKE_REVISION = "2025-11-25";
/** The revision that the modern client is pinned to. */
export const MODERN_REVISION = "2026-07-28";

/** The SDK's 1.x client with a key in X-API-Key: what editors and older assistants do. */
export async function connectClassic(url: string, secretKey: string): Promise<ClassicClient> {
  const client = new ClassicClient({ name: "classic-test", version: "1.0.0" });
  const transport = new ClassicTransport(new URL(url), { requestInit: { headers: { "X-API-Key": secretKey } } });
  // The SDK's own declaration predates exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<ClassicClient["connect"]>[0]);
  return client;
}

/** How the 2.x client may choose a revision: not at all (a handshake), by asking, or one that is fixed. */
const NEGOTIATION = {
  default: {},
  auto: { versionNegotiation: { mode: "auto" } },
  pinned: { versionNegotiation: { mode: { pin: MODERN_REVISION } } },
} as const;

/** The 2.x client, pinned to 2026-07-28 unless told otherwise, with a key or with an OAuth provider. */
export function createModern(
  url: string,
  credential: { key: string } | { provider: RecordingProvider },
  mode: keyof typeof NEGOTIATION = "pinned",
) {
  const client = new ModernClient({ name: "modern-test", version: "1.0.0" }, NEGOTIATION[mode]);
  const createTransport = () =>
    new ModernTransport(
      new URL(url),
      "key" in credential
        ? { requestInit: { headers: { Authorization: `Bearer ${credential.key}` } } }
        : { authProvider: credential.provider },
    );
  return { client, createTransport };
}

/** Calls a tool with either client. */
export async function callTool(
  client: ClassicClient | ModernClient,
  name: string,
  args: Record<string, unknown> = {},
): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: args });
  const content = result.content as { type: string; text?: string }[];
  return {
    isError: result.isError === true,
    text: content.map(({ text }) => text ?? "").join("\n"),
    structured: result.structuredContent as ToolAnswer["structured"],
  };
}
