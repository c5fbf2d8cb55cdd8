import { PLANS, type Plan } from "@heliometer/core";

/** The highest role that MCP serves; `unlimited` serves all of them. */
export const PRIVILEGE_LEVELS = ["unlimited", "viewer", "editor", "admin"] as const;
export type PrivilegeLevel = (typeof PRIVILEGE_LEVELS)[number];

/** What an operator decides for the whole instance. */
export interface InstanceSettings {
  mcpEnabled: boolean;
  maximumMcpPrivilege: PrivilegeLevel;
  defaultPlan: Plan;
}

/** Names in the settings table. */
export const SETTING_NAMES = {
  mcpEnabled: "mcp.enabled",
  maximumMcpPrivilege: "mcp.maximum_privilege",
  defaultPlan: "plan.default",
} as const;

/** Settings from their stored text; what was never written has the default of a self-hosted instance. */
export function fromStored(stored: Readonly<Record<string, string>>): InstanceSettings {
  const level = stored[SETTING_NAMES.maximumMcpPrivilege];
  const plan = stored[SETTING_NAMES.defaultPlan];
  return {
    mcpEnabled: stored[SETTING_NAMES.mcpEnabled] !== "0",
    maximumMcpPrivilege: PRIVILEGE_LEVELS.find((known) => known === level) ?? "unlimited",
    defaultPlan: PLANS.find((known) => known === plan) ?? "starter",
  };
}
