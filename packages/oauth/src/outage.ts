import { Unavailable } from "@heliometer/core";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { Refusal } from "./refusal.ts";

/** The part of a request's context that answers write to. */
type Answer = Pick<KoaContextWithOIDC, "state" | "set" | "status" | "body" | "type">;

/** Remembers that a request failed because the store does not answer: the library words that as a fault of ours. */
export function markOutage(ctx: Pick<Answer, "state">, error: Error): void {
  if (error instanceof Unavailable) ctx.state.outage = error;
}

/** Why the store did not answer this request; null when that was not the reason. */
export function outageOf({ state }: Pick<Answer, "state">): Unavailable | null {
  return state.outage instanceof Unavailable ? state.outage : null;
}

/** A client that is told to come back does so, and keeps its tokens (RFC 9110 10.2.3, 15.6.4). */
export function answerOutage(ctx: Answer, outage: Unavailable): void {
  ctx.set("retry-after", String(outage.retryAfterSeconds));
  // A page for a person stands there already, with its status.
  if (ctx.type !== "text/html") answerRefusal(ctx, refusalForOutage(outage));
}

/** Writes a refusal in the form of OAuth. */
export function answerRefusal(ctx: Answer, { status, error, description }: Refusal): void {
  ctx.status = status;
  ctx.body = { error, error_description: description };
}

/** What a client is told while the store does not answer. */
export function refusalForOutage({ status, retryAfterSeconds }: Unavailable): Refusal {
  const description = "The server cannot answer just now. Nothing was changed; try again later.";
  return { status, error: "temporarily_unavailable", description, retryAfterSeconds };
}
