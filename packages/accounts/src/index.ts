export { authenticateToken, type PresentedToken } from "./connections/authenticate.ts";
export { type ListConnections, listConnections, listOwnConnections } from "./connections/list.ts";
export {
  type Attempt,
  type AttemptStep,
  type ClientAttempts,
  type ListAttempts,
  listAttempts,
} from "./connections/list-attempts.ts";
export { type RevokeConnection, revokeConnection } from "./connections/revoke.ts";
export type { ConnectionView } from "./connections/view.ts";
export type { Context, Stores } from "./context.ts";
export { type McpDecision, type McpRefusal, mcpRefusal } from "./instance/mcp-refusal.ts";
export { readInstance } from "./instance/read.ts";
export { type InstanceSettings, PRIVILEGE_LEVELS, type PrivilegeLevel } from "./instance/settings.ts";
export { type UpdateInstance, updateInstance } from "./instance/update.ts";
export { authenticateKey } from "./keys/authenticate.ts";
export { type CreateKey, createKey } from "./keys/create.ts";
export { findPublicKey } from "./keys/find-public.ts";
export { type ListKeys, listKeys, listOwnKeys } from "./keys/list.ts";
export { type RevokeKey, revokeKey } from "./keys/revoke.ts";
export type { KeyAccess, KeyView, NewKey } from "./keys/view.ts";
export { type AddMember, addMember } from "./members/add.ts";
export { type ListMembers, listMembers } from "./members/list.ts";
export { type RemoveMember, removeMember } from "./members/remove.ts";
export type { MemberView } from "./members/view.ts";
export { type CreateOrganization, createOrganization } from "./organizations/create.ts";
export { type SetPlan, setPlan } from "./organizations/set-plan.ts";
export { type CreateProject, createProject } from "./projects/create.ts";
export { type FindProject, findProject } from "./projects/find.ts";
export { listProjects } from "./projects/list.ts";
export { type UpdateProject, updateProject } from "./projects/update.ts";
export type { ProjectDetails } from "./projects/view.ts";
export { authenticateSession, type SignedInUser } from "./sessions/authenticate.ts";
export { type NewSession, type SignIn, signIn } from "./sessions/sign-in.ts";
export { signOut } from "./sessions/sign-out.ts";
export { type CreateUser, createUser } from "./users/create.ts";
export { type FindUser, findUser } from "./users/find.ts";
export type { UserView } from "./users/view.ts";
