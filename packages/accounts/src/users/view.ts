import type { UserRow } from "@heliometer/db";

/** A user as others may see them. `createdAt`: milliseconds since the epoch. */
export interface UserView {
  id: string;
  email: string;
  name: string;
  isOperator: boolean;
  createdAt: number;
}

export function toUserView(row: Omit<UserRow, "password_hash" | "password_changed_at">): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    isOperator: row.is_operator === 1,
    createdAt: row.created_at,
  };
}
