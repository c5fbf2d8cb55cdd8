/** What came back from the public address; or why nothing did. */
export type Seen =
  | { kind: "answer"; status: number; headers: Headers; text: string }
  | { kind: "unreachable" | "slow" | "certificate" | "endless"; detail: string };

/** A request that stays at the public address. */
export interface Request {
  method: "GET" | "POST" | "OPTIONS";
  /** Begins with a slash. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

const TIMEOUT_MS = 8_000;
const ANSWER_BYTES_MAX = 262_144;
const USER_AGENT = "heliometer-connection-test/1";

/**
 * Requests to one origin, which the operator has set, and to nothing else: the path is ours, redirects are shown and not
 * followed, and both the wait and the answer have an end.
 */
export function createPublicAddress(origin: string): (request: Request) => Promise<Seen> {
  return async ({ method, path, headers = {}, body }) => {
    const url = new URL(path, origin);
    if (url.origin !== origin) throw new Error(`The test of the connection stays at ${origin}.`);
    try {
      const response = await fetch(url, {
        method,
        headers: { "user-agent": USER_AGENT, ...headers },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body }),
      });
      return await readAnswer(response);
    } catch (error) {
      return failureOf(error);
    }
  };
}

async function readAnswer(response: Response): Promise<Seen> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) return { kind: "endless", detail: `${ANSWER_BYTES_MAX} bytes` };
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString("utf8");
  return { kind: "answer", status: response.status, headers: response.headers, text };
}

function failureOf(error: unknown): Seen {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return { kind: "slow", detail: `${TIMEOUT_MS / 1000} s` };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const detail = cause instanceof Error ? cause.message || code : String(cause);
  const isCertificate = /CERT|SELF_SIGNED|TLS|SSL|ALTNAME|ISSUER/.test(code);
  return { kind: isCertificate ? "certificate" : "unreachable", detail: detail || code };
}
