import type { Amendment, EnrichedEvent, VisitorMerge } from "@heliometer/events";

/**
 * What the door hands over, ready to be applied: the network address and the agent string are used up before, so that
 * neither is ever written.
 */
export type Entry =
  | { readonly kind: "event"; readonly event: EnrichedEvent }
  | { readonly kind: "merge"; readonly merge: VisitorMerge }
  | { readonly kind: "amendment"; readonly amendment: Amendment };

/** The way from the door to the event store. */
export interface Pipeline {
  /**
   * Resolves when the entries are safe on the disk; they are applied to the event store afterwards, in order. `bytes` is
   * the size of the request's body.
   * @throws Refused as `overloaded` when too much waits or the disk is nearly full, as `store_failed` when the disk
   * could not take them. Nothing of the entries is kept then.
   */
  accept(entries: readonly Entry[], bytes: number): Promise<void>;
}
