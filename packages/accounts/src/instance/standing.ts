import { type Access, ROLES, type Role, type Standing } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import { type RawBuilder, sql } from "kysely";
import { readInstance } from "./read.ts";
import { fromStored, SETTING_NAMES } from "./settings.ts";

/** A setting of the instance as an expression of a larger statement; null when it was never written. */
export function settingValue(setting: keyof typeof SETTING_NAMES): RawBuilder<string | null> {
  return sql<string | null>`(select value from settings where name = ${SETTING_NAMES[setting]})`;
}

/** The place in ROLES of a user's highest role over all projects, as an expression; null without a membership. */
export function highestRank(userId: string): RawBuilder<number | null> {
  const ranks = sql.join(
    ROLES.map((role, rank) => sql`when ${sql.lit(role)} then ${sql.lit(rank)}`),
    sql` `,
  );
  return sql<
    number | null
  >`(select max(case role ${ranks} else 0 end) from memberships where user_id = ${sql.ref(userId)})`;
}

/** What those expressions said. */
export function readStanding(row: {
  is_operator: number;
  mcp_switch: string | null;
  mcp_cap: string | null;
  highest_rank: number | null;
}): Standing {
  const { mcpEnabled, maximumMcpPrivilege } = fromStored({
    ...(row.mcp_switch !== null && { [SETTING_NAMES.mcpEnabled]: row.mcp_switch }),
    ...(row.mcp_cap !== null && { [SETTING_NAMES.maximumMcpPrivilege]: row.mcp_cap }),
  });
  return {
    mcpEnabled,
    highestServed: maximumMcpPrivilege === "unlimited" ? null : maximumMcpPrivilege,
    highestRole: row.is_operator === 1 ? "owner" : (ROLES[row.highest_rank ?? 0] ?? "viewer"),
  };
}

/** The standing of a credential that was found without it. */
export async function findStanding(db: Database, access: Access): Promise<Standing> {
  const { mcpEnabled, maximumMcpPrivilege } = await readInstance({ db });
  const highestServed = maximumMcpPrivilege === "unlimited" ? null : maximumMcpPrivilege;
  // Nothing depends on the role where every role is served.
  const highestRole = highestServed === null ? "viewer" : await highestRoleOf(db, access);
  return { mcpEnabled, highestServed, highestRole };
}

/** The highest role over everything the person is a member of; an operator counts as an owner. A key has its own. */
async function highestRoleOf(db: Database, { actor, projects }: Access): Promise<Role> {
  if (actor.kind === "operator") return "owner";
  if (actor.kind === "secret_key") return projects[0]?.role ?? "viewer";
  const user = await db
    .selectFrom("users")
    .select(["is_operator", highestRank("users.id").as("highest_rank")])
    .where("id", "=", actor.userId)
    .executeTakeFirst();
  return user?.is_operator === 1 ? "owner" : (ROLES[user?.highest_rank ?? 0] ?? "viewer");
}
