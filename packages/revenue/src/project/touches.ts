import type { Touch } from "@heliometer/events";
import { WINDOW_DAYS_MAX } from "../settings.ts";

const DAY_MS = 86_400_000;
const TOUCHES_MAX = 200;

/** The visits that may get credit for a customer: the newest ones of the longest window, and the very first. */
export function keptTouches(touches: readonly Touch[], firstPaymentAt: number): Touch[] {
  const before = touches.filter(({ at }) => at <= firstPaymentAt).sort((one, other) => other.at - one.at);
  const since = firstPaymentAt - WINDOW_DAYS_MAX * DAY_MS;
  const kept = before.filter(({ at }) => at >= since).slice(0, TOUCHES_MAX);
  const first = before.at(-1);
  return first && !kept.includes(first) ? [...kept, first] : kept;
}
