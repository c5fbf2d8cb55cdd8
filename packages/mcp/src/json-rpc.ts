/** The id of a JSON-RPC request as it may stand in an answer. */
export type RequestId = string | number;

/** One refusal that is made before the protocol library sees the request. */
export interface Refusal {
  status: number;
  code: number;
  message: string;
  data?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

const ID_CHARACTERS_MAX = 256;

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The id to echo: that of a single request, else null (JSON-RPC 2.0, section 5). Longer ids than any client makes are
 * not repeated.
 */
export function echoedId(body: unknown): RequestId | null {
  const id = isRecord(body) ? body.id : undefined;
  if (typeof id === "string" && id.length <= ID_CHARACTERS_MAX) return id;
  return typeof id === "number" && Number.isFinite(id) ? id : null;
}

/** A JSON-RPC error body (JSON-RPC 2.0, section 5.1). */
export function errorBody(id: RequestId | null, { code, message, data }: Refusal) {
  return { jsonrpc: "2.0", id, error: { code, message, ...(data && { data }) } };
}

/** The messages of a body: one, or those of a batch. */
export function messagesOf(body: unknown): readonly Record<string, unknown>[] {
  return (Array.isArray(body) ? body : [body]).filter(isRecord);
}
