import { type AccessibleProject, PLANS, type Plan, type Role } from "@heliometer/core";
import type { ProjectRow } from "@heliometer/db";
import { z } from "zod";
import { scopesOf } from "../scopes.ts";

/** A project with everything that its settings page shows. `createdAt`: milliseconds since the epoch. */
export interface ProjectDetails extends AccessibleProject {
  organizationId: string;
  domains: string[];
  createdAt: number;
}

const Domains = z.array(z.string());

/** The columns that an `AccessibleProject` is made of, joined with the organization's plan. */
export const ACCESS_COLUMNS = [
  "projects.id",
  "projects.name",
  "projects.timezone",
  "projects.currency",
  "projects.week_start",
  "projects.mcp_enabled",
  "organizations.plan",
] as const;

export type AccessColumns = Pick<ProjectRow, "id" | "name" | "timezone" | "currency" | "week_start" | "mcp_enabled"> & {
  plan: string;
};

export function toAccessibleProject(
  row: AccessColumns,
  { role, scopes }: Pick<AccessibleProject, "role" | "scopes">,
): AccessibleProject {
  return {
    id: row.id,
    name: row.name,
    timezone: row.timezone,
    currency: row.currency,
    weekStart: row.week_start,
    role,
    plan: readPlan(row.plan),
    mcpEnabled: row.mcp_enabled === 1,
    scopes,
  };
}

export function toProjectDetails(row: ProjectRow & { plan: string }, role: Role): ProjectDetails {
  return {
    ...toAccessibleProject(row, { role, scopes: scopesOf(role) }),
    organizationId: row.organization_id,
    domains: Domains.parse(JSON.parse(row.domains)),
    createdAt: row.created_at,
  };
}

/** A plan as it was stored; anything unknown is the lowest. */
function readPlan(text: string): Plan {
  return PLANS.find((plan) => plan === text) ?? "free";
}
