/** Roles of a project's member, lowest first. */
export const ROLES = ["viewer", "editor", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** Plans of an organization, lowest first. MCP needs `starter`. */
export const PLANS = ["free", "starter", "growth"] as const;
export type Plan = (typeof PLANS)[number];

/** What a connection or key may read. `customers:read` adds names and e-mail addresses of customers. */
export const SCOPES = ["analytics:read", "revenue:read", "customers:read"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who acts. Every write and every read names one of these. */
export type Actor =
  | { kind: "user"; userId: string; sessionId: string }
  | { kind: "personal_token"; userId: string; keyId: string }
  | { kind: "secret_key"; projectId: string; keyId: string; access: "full" | "read" }
  | { kind: "connection"; userId: string; grantId: string; clientId: string }
  | { kind: "operator" };

/** A project as reports and surfaces need it. `weekStart`: 1 Monday … 7 Sunday (ISO 8601). */
export interface ProjectView {
  id: string;
  name: string;
  timezone: string;
  currency: string;
  weekStart: number;
}

/** A project that a credential reaches at this moment, with the rights that hold there. */
export interface AccessibleProject extends ProjectView {
  role: Role;
  plan: Plan;
  mcpEnabled: boolean;
  /** What may be read of this project: what the credential was given, as far as the person's role goes today. */
  scopes: readonly Scope[];
}

/** What the instance lets the person behind a credential do over MCP at this moment. */
export interface Standing {
  mcpEnabled: boolean;
  /** The highest role that MCP serves; null serves all of them. */
  highestServed: Role | null;
  /** The person's highest role over all projects; an operator counts as an owner. */
  highestRole: Role;
}

/** What a checked credential may do right now; looked up on every call, never cached. */
export interface Access {
  actor: Actor;
  /** What the credential was given. What may be read of a project stands at the project: never more than this. */
  scopes: readonly Scope[];
  projects: readonly AccessibleProject[];
  /** There where the statement that found the credential has read it as well. */
  standing?: Standing;
}

/** Whether `role` is at least `needed`. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Whether `plan` is at least `needed`. */
export function planAtLeast(plan: Plan, needed: Plan): boolean {
  return PLANS.indexOf(plan) >= PLANS.indexOf(needed);
}
