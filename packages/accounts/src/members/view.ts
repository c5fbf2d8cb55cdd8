import type { Role } from "@heliometer/core";

/** A member of a project. `addedAt`: milliseconds since the epoch. */
export interface MemberView {
  userId: string;
  email: string;
  name: string;
  role: Role;
  addedAt: number;
}
