import { SCOPES, type Scope } from "@heliometer/core";

/** What one user allowed one client. Instants in milliseconds; `lastUsedAt` is exact to the minute. */
export interface ConnectionView {
  grantId: string;
  clientName: string;
  clientId: string;
  /** The host that the client's sign-in returns to: what tells clients of one name apart. */
  redirectHost: string;
  userEmail: string;
  userId: string;
  scopes: Scope[];
  /** The chosen projects that the viewer of this list may see. */
  projects: { id: string; name: string }[];
  createdAt: number;
  lastUsedAt: number | null;
  /** Calls in the last 30 days; on the page of a project those about it. */
  recentCalls: number;
}

/** Space-separated scopes, of which only ours count (`openid`, `offline_access` are the protocol's). */
export function readScopes(text: string): Scope[] {
  const granted = new Set(text.split(" "));
  return SCOPES.filter((scope) => granted.has(scope));
}
