import { commonFinding, type Finding, field, readJson, type TestResult } from "./finding.ts";
import type { Request, Seen } from "./public-address.ts";

/** As much as the longest requests of real clients; a smaller limit in front of Heliometer breaks them now and then. */
const PADDING_CHARACTERS = 16_384;
const TOO_LARGE = 413;
const MALFORMED = 400;
const PARSE_ERROR = -32700;
const TOO_MANY = 429;

const REFUSALS: Readonly<Record<string, Finding["name"]>> = {
  instance_off: "instanceOff",
  project_off: "projectOff",
  plan: "planTooLow",
  privilege: "privilege",
};

interface Call {
  origin: string;
  visit: (request: Request) => Promise<Seen>;
  token: string;
  projectId: string;
}

/** Asks for the numbers of the last seven days, in a request as long as real ones get. */
export async function testCall({ origin, visit, token, projectId }: Call): Promise<Omit<TestResult, "step">> {
  const seen = await visit({
    method: "POST",
    path: "/api/v1/mcp",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-06-18",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: "get_analytics",
        arguments: { project: projectId, period: "last_7_days" },
        _meta: { "heliometer/padding": "x".repeat(PADDING_CHARACTERS) },
      },
    }),
  });
  const common = commonFinding(seen, origin);
  if (common) return { outcome: "bad", finding: common };
  if (seen.kind !== "answer") return { outcome: "bad", finding: { name: "answerCut", about: origin } };
  return answerOf(seen);
}

function answerOf({ status, text }: { status: number; text: string }): Omit<TestResult, "step"> {
  const bad = (name: Finding["name"], about: string) => ({ outcome: "bad" as const, finding: { name, about } });
  const answer = readJson(text);
  const error = field(answer, "error");
  const message = String(field(error, "message") ?? "");
  if (status === 401) return bad("credentialDropped", "Authorization");
  if (status === TOO_LARGE) return bad("bodyCut", "16 KB");
  if (status === MALFORMED && field(error, "code") === PARSE_ERROR) return bad("bodyCut", "16 KB");
  if (status === TOO_MANY) return bad("tooManyCalls", message);
  const refusal = REFUSALS[String(field(field(error, "data"), "reason") ?? "")];
  if (refusal) return bad(refusal, message);
  if (answer === undefined) return bad("answerCut", String(status));
  const result = field(answer, "result");
  if (status !== 200 || result === undefined || field(result, "isError") === true) {
    return bad("callFailed", message || toldIn(result) || String(status));
  }
  return { outcome: "good", said: String(field(field(result, "structuredContent"), "summary") ?? "") };
}

/** The first text of a tool's answer. */
function toldIn(result: unknown): string {
  const content = field(result, "content");
  return Array.isArray(content) ? String(field(content[0], "text") ?? "") : "";
}
