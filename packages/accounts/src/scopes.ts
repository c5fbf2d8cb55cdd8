import { type Role, roleAtLeast, SCOPES, type Scope } from "@heliometer/core";

/** The lowest role that may read a scope of a project, and so let an assistant read it. */
const LOWEST_ROLE: Readonly<Record<Scope, Role>> = {
  "analytics:read": "viewer",
  "revenue:read": "editor",
  "customers:read": "admin",
};

/** The one rule of who may read, and pass on, what: every scope that a role holds in a project. */
export function scopesOf(role: Role): Scope[] {
  return SCOPES.filter((scope) => roleAtLeast(role, LOWEST_ROLE[scope]));
}

/** The lowest role that holds a scope. */
export function roleFor(scope: Scope): Role {
  return LOWEST_ROLE[scope];
}

/** Of the scopes that were given, those that the role still holds. */
export function heldScopes(given: readonly Scope[], role: Role): Scope[] {
  const held = scopesOf(role);
  return given.filter((scope) => held.includes(scope));
}
