import { SCOPES, type Scope } from "@heliometer/core";
import { challenge, scopeChallenge } from "./authenticate.ts";
import type { Refusal } from "./json-rpc.ts";
import type { Allowance } from "./limits/call-limit.ts";
import { BATCH_MESSAGES_MAX, BODY_BYTES_MAX } from "./read-body.ts";
import type { Admission } from "./tool.ts";

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INTERNAL_ERROR = -32603;

/** The 401 of the reference endpoint: a person who opens the address in a browser sees that it is alive. */
export function unauthenticated(publicUrl: URL, credentialSent: boolean): Refusal {
  return {
    status: 401,
    code: INVALID_REQUEST,
    message: "Authentication required.",
    headers: { "www-authenticate": challenge(publicUrl, credentialSent) },
  };
}

export const FOREIGN_ORIGIN: Refusal = {
  status: 403,
  code: INVALID_REQUEST,
  message:
    "This web origin may not call the endpoint. The pages of the instance and of this machine may, and programs without an Origin header.",
  data: { reason: "origin" },
};

export const FOREIGN_HOST: Refusal = {
  status: 403,
  code: INVALID_REQUEST,
  message:
    "This instance does not answer under the name in the Host header. Its address is PUBLIC_URL; an operator adds other names with MCP_ALLOWED_HOSTS.",
  data: { reason: "host" },
};

export const WRONG_METHOD: Refusal = {
  status: 405,
  code: INVALID_REQUEST,
  message: "The endpoint takes POST requests only; it keeps no sessions and offers no stream of its own.",
  headers: { allow: "POST" },
};

export const WRONG_MEDIA_TYPE: Refusal = {
  status: 415,
  code: INVALID_REQUEST,
  message: "The content type must be application/json.",
};

export const TOO_LARGE: Refusal = {
  status: 413,
  code: INVALID_REQUEST,
  message: `The request is larger than ${BODY_BYTES_MAX / 1024} KB.`,
};

export const MALFORMED: Refusal = { status: 400, code: PARSE_ERROR, message: "The request is not valid JSON." };

export const TOO_DEEP: Refusal = { status: 400, code: INVALID_REQUEST, message: "The request is nested too deeply." };

export const WRONG_BATCH: Refusal = {
  status: 400,
  code: INVALID_REQUEST,
  message: `Batches exist in revision 2025-03-26 only, with at most ${BATCH_MESSAGES_MAX} messages.`,
};

export const FAILED: Refusal = {
  status: 500,
  code: INTERNAL_ERROR,
  message: "The server could not answer. The operator finds the cause in the log.",
};

export const UNANSWERED: Refusal = {
  status: 504,
  code: INTERNAL_ERROR,
  message: "The request has no answer; a message in it may have cancelled it.",
};

/** MCP is closed for this credential: says by what, who can open it, and where. */
export function closed({ reason, message, who }: Extract<Admission, { reason: string }>, link: string): Refusal {
  return { status: 403, code: INVALID_REQUEST, message: `${message} ${link}`, data: { reason, who, link } };
}

/** A tool needs a scope that the credential lacks; the challenge names what is held and what is missing. */
export function insufficientScope(publicUrl: URL, held: readonly Scope[], missing: Scope): Refusal {
  const needed = SCOPES.filter((scope) => scope === missing || held.includes(scope));
  return {
    status: 403,
    code: INVALID_REQUEST,
    message: `This tool needs the permission ${missing}, which was not granted. Connecting again asks for it; what is connected stands on ${publicUrl.origin}/account.`,
    data: { reason: "scope", scope: missing, link: `${publicUrl.origin}/account` },
    headers: { "www-authenticate": scopeChallenge(publicUrl, needed) },
  };
}

/** The credential has used up its minute; the sentence has the seconds, because models do not see headers. */
export function tooManyCalls({ limit, retryAfterSeconds }: Allowance): Refusal {
  const seconds = retryAfterSeconds ?? 1;
  const wait = seconds === 1 ? "1 second" : `${seconds} seconds`;
  const message = `Too many calls: this credential may make ${limit} in a minute. The next one is answered in ${wait}.`;
  return { ...unavailable(429, message, seconds), data: { reason: "rate_limit", limit, retryAfterSeconds: seconds } };
}

/** The store or the queue is full; trying again later helps. */
export function unavailable(status: number, message: string, retryAfterSeconds: number): Refusal {
  return { status, code: INTERNAL_ERROR, message, headers: { "retry-after": String(retryAfterSeconds) } };
}
