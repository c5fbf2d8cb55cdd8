/** What a person or a model needs to mend one wrong input. */
export interface InputFault {
  /** The parameter, body field or environment variable at fault. */
  field: string;
  /** What is wrong and what is allowed, as a sentence. */
  rule: string;
  /** What came; shortened and cleaned before it is shown. */
  received?: unknown;
  /** The accepted values where they are a list. */
  allowed?: readonly string[];
  /** Arguments that work as they stand. */
  example?: Readonly<Record<string, unknown>>;
  /** What is at fault in single rows of a list, where several are. */
  rows?: readonly RowFault[];
}

/** A fault of one row of a list. */
export interface RowFault extends Omit<InputFault, "rows"> {
  /** Place in the list, from 0. */
  index: number;
  /** Where the row stands in a file, from 1. */
  line?: number;
}

const RECEIVED_CHARACTERS_MAX = 80;

/** The base of every error that a caller may see. `code` is the wire code of the Read API. */
export abstract class HeliometerError extends Error {
  abstract readonly code: string;
  abstract readonly status: number;
}

/** 400: the input cannot be read; the message repeats the field, the rule, what came and an example. */
export class InvalidInput extends HeliometerError {
  readonly code = "invalid_request";
  readonly status = 400;
  readonly fault: InputFault;

  constructor(fault: InputFault) {
    super(describeFault(fault));
    this.name = "InvalidInput";
    this.fault = fault;
  }
}

/** 401: no credential, or one that is unknown, expired or revoked. Which of them is never told. */
export class Unauthenticated extends HeliometerError {
  readonly code = "unauthorized";
  readonly status = 401;
}

/** 403: the credential is good, the right is missing. The message says who can change that. */
export class Forbidden extends HeliometerError {
  readonly code = "forbidden";
  readonly status = 403;
}

/** 404: absent, or foreign: a caller cannot tell the two apart. */
export class NotFound extends HeliometerError {
  readonly code = "not_found";
  readonly status = 404;
}

/** 409: the state of the thing forbids the change. */
export class Conflict extends HeliometerError {
  readonly code = "conflict";
  readonly status = 409;
}

/** 429: too many calls; `retryAfterSeconds` goes into the Retry-After header. */
export class RateLimited extends HeliometerError {
  readonly code = "rate_limited";
  readonly status = 429;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 503: a store does not answer or is full; nothing was stored. */
export class Unavailable extends HeliometerError {
  readonly code = "unavailable";
  readonly status = 503;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds = 5) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Shortens a received value and removes control characters, so that an error can repeat it safely. */
export function showReceived(value: unknown): string {
  const text = typeof value === "string" ? value : asJson(value);
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, " ");
  return clean.length > RECEIVED_CHARACTERS_MAX ? `${clean.slice(0, RECEIVED_CHARACTERS_MAX)}…` : clean;
}

/** A value nested deeper than the stack, or one that JSON does not know, is named by its type. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
}

function describeFault(fault: InputFault): string {
  const parts = [`${fault.field}: ${fault.rule}`];
  if ("received" in fault) parts.push(`Received: ${showReceived(fault.received)}.`);
  if (fault.allowed) parts.push(`Allowed: ${fault.allowed.join(", ")}.`);
  if (fault.example) parts.push(`Example: ${JSON.stringify(fault.example)}.`);
  return parts.join(" ");
}
