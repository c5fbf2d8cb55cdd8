import { hashId } from "./hash.ts";
import type { Erasure } from "./store.ts";

/** An erasure with its id as the tables hold it. */
export type HashedErasure =
  | { readonly kind: "visitor"; readonly projectId: string; readonly visitorId: bigint }
  | { readonly kind: "before"; readonly projectId: string; readonly before: number }
  | { readonly kind: "project"; readonly projectId: string };

/** Hashes the id of an erasure. */
export function hashErasure(erasure: Erasure): HashedErasure {
  const { projectId } = erasure;
  if ("visitorId" in erasure) return { kind: "visitor", projectId, visitorId: hashId(projectId, erasure.visitorId) };
  if ("before" in erasure) return { kind: "before", projectId, before: erasure.before };
  return { kind: "project", projectId };
}
