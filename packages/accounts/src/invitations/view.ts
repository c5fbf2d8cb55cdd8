import type { Role } from "@heliometer/core";

/** An invitation that waits. Instants in milliseconds since the epoch. */
export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  createdAt: number;
  expiresAt: number;
}
