import { cleanText } from "@heliometer/analytics";
import {
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import { isRecord } from "./json-rpc.ts";

/** One request on its way to the protocol library; a quirk may change both parts. */
export interface Incoming {
  headers: Headers;
  body: unknown;
}

/** A known fault of a real client, and how its request is read. */
export interface Quirk {
  name: string;
  /** Where the fault is described. */
  source: string;
  /** Mends the request in place; false when the fault is not there. */
  mend(incoming: Incoming): boolean;
}

const CLIENT_CHARACTERS_MAX = 80;
const VERSION_HEADER = "mcp-protocol-version";
/** The revision without a handshake. */
export const MODERN_VERSION = "2026-07-28";
const CLAUDE_AGENT = /^(?:claude-code\/|claude-user\b|claude-ai\b)/i;
const CLAUDE_NAMES = ["claude-code", "claude-ai", "Anthropic", "Anthropic/ClaudeAI", "Anthropic/Toolbox"];

const repeatedVersionHeader: Quirk = {
  name: "repeated-version-header",
  source: "https://github.com/different-ai/openwork/issues/3944",
  mend({ headers }) {
    const values = (headers.get(VERSION_HEADER) ?? "").split(",").map((value) => value.trim());
    const [first] = values;
    if (values.length < 2 || !first || values.some((value) => value !== first)) return false;
    headers.set(VERSION_HEADER, first);
    return true;
  },
};

const olderVersionHeader: Quirk = {
  name: "version-header-older-than-body",
  source: "https://github.com/anthropics/claude-code/issues/93290",
  mend({ headers, body }) {
    const header = headers.get(VERSION_HEADER);
    if (metaOf(body)[PROTOCOL_VERSION_META_KEY] !== MODERN_VERSION) return false;
    if (header === null || !SUPPORTED_PROTOCOL_VERSIONS.includes(header) || !isClaude(headers, body)) return false;
    headers.set(VERSION_HEADER, MODERN_VERSION);
    return true;
  },
};

const newerVersionHeader: Quirk = {
  name: "version-header-newer-than-handshake",
  source: "https://github.com/CodeWithCJ/SparkyFitness/issues/2155",
  mend({ headers, body }) {
    if (headers.get(VERSION_HEADER) !== MODERN_VERSION || PROTOCOL_VERSION_META_KEY in metaOf(body)) return false;
    // Only the handshake era has requests without the envelope; discovery belongs to the newer one.
    if (!isRecord(body) || body.method === "server/discover" || !isClaude(headers, body)) return false;
    headers.delete(VERSION_HEADER);
    return true;
  },
};

const wildcardAccept: Quirk = {
  name: "accept-without-event-stream",
  source: "https://github.com/anthropics/claude-ai-mcp/issues/217",
  mend({ headers }) {
    const accept = headers.get("accept") ?? "*/*";
    const named = accept.includes("application/json") && accept.includes("text/event-stream");
    // Answers are plain JSON, so whoever reads JSON can be served.
    if (named || !/application\/(?:json|\*)|\*\/\*/.test(accept)) return false;
    headers.set("accept", "application/json, text/event-stream");
    return true;
  },
};

const emptyArgumentList: Quirk = {
  name: "empty-list-as-arguments",
  source: "https://www.php.net/manual/en/function.json-encode.php (an empty array encodes as [])",
  mend({ body }) {
    const params = isRecord(body) && body.method === "tools/call" ? body.params : undefined;
    if (!isRecord(params) || !Array.isArray(params.arguments) || params.arguments.length > 0) return false;
    params.arguments = {};
    return true;
  },
};

/** Every quirk, in the order in which they are tried. */
export const QUIRKS: readonly Quirk[] = [
  repeatedVersionHeader,
  olderVersionHeader,
  newerVersionHeader,
  wildcardAccept,
  emptyArgumentList,
];

/** Mends what is known to be mendable; returns the names of the quirks found, for the log. */
export function mendQuirks(incoming: Incoming): readonly string[] {
  return QUIRKS.filter((quirk) => quirk.mend(incoming)).map(({ name }) => name);
}

/** What a client calls itself: its name in the envelope, else its User-Agent; cleaned and shortened. */
export function clientName(userAgent: string | undefined, body: unknown): string {
  const info = metaOf(body)[CLIENT_INFO_META_KEY];
  const named =
    isRecord(info) && typeof info.name === "string" ? `${info.name} ${String(info.version ?? "")}` : undefined;
  const text = cleanText((named ?? userAgent ?? "").trim());
  return text.length > CLIENT_CHARACTERS_MAX ? `${text.slice(0, CLIENT_CHARACTERS_MAX - 1)}…` : text;
}

/** The revision that a request names in its envelope. */
export function envelopeVersion(body: unknown): unknown {
  return metaOf(body)[PROTOCOL_VERSION_META_KEY];
}

function metaOf(body: unknown): Record<string, unknown> {
  const params = isRecord(body) ? body.params : undefined;
  const meta = isRecord(params) ? params._meta : undefined;
  return isRecord(meta) ? meta : {};
}

function isClaude(headers: Headers, body: unknown): boolean {
  const clientInfo = metaOf(body)[CLIENT_INFO_META_KEY];
  const name = isRecord(clientInfo) ? clientInfo.name : undefined;
  return (
    CLAUDE_AGENT.test(headers.get("user-agent") ?? "") || (typeof name === "string" && CLAUDE_NAMES.includes(name))
  );
}
