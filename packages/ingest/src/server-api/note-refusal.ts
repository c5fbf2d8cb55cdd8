import { isPassing, Refused } from "../refusals.ts";
import { requestRecord } from "../refused/request-record.ts";
import type { Door } from "../wire/door.ts";

/** What a server has sent: to which endpoint, and the bytes of the request or of one event of it. */
interface Sent {
  readonly projectId: string;
  readonly kind: string;
  readonly body: unknown;
}

/** Counts a refusal for its project, and keeps what was refused where another try could end differently. */
export function noteServerRefusal(error: unknown, { projectId, kind, body }: Sent, door: Door): void {
  if (!(error instanceof Refused)) return;
  if (isPassing(error.reason)) door.refused.count(projectId, error.reason);
  // Beside the body a server's request tells nothing: neither its address nor its agent is a visitor's.
  else door.refused.keep(requestRecord(error, { projectId, at: door.clock(), kind, circumstances: "{}", body }));
}

/** Does a server's request as a whole, and notes if it is refused. */
export async function notingRefusal<Result>(sent: Sent, door: Door, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    noteServerRefusal(error, sent, door);
    throw error;
  }
}
