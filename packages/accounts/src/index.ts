export { type CallCount, countCalls, sweepCallCounts } from "./calls/count.ts";
export { type ExportCalls, exportCalls } from "./calls/export.ts";
export { type CallView, type ListCalls, listCalls } from "./calls/list.ts";
export { type CallRecord, recordCalls } from "./calls/record.ts";
export { sweepCalls } from "./calls/sweep.ts";
export { authenticateToken, type PresentedToken } from "./connections/authenticate.ts";
export { type ListConnections, listConnections, listOwnConnections } from "./connections/list.ts";
export {
  type Attempt,
  type AttemptStep,
  type ClientAttempts,
  type ListAttempts,
  listAttempts,
} from "./connections/list-attempts.ts";
export {
  type RemoveProject,
  type RevokeConnection,
  removeConnectionProject,
  revokeConnection,
  revokeOwnConnections,
} from "./connections/revoke.ts";
export { type SetConnectionProjects, setConnectionProjects } from "./connections/set-projects.ts";
export type { ConnectionView } from "./connections/view.ts";
export type { Context, SealingContext, SealingStores, Stores } from "./context.ts";
export { type McpDecision, type McpRefusal, mcpRefusal } from "./instance/mcp-refusal.ts";
export { readInstance } from "./instance/read.ts";
export { type InstanceSettings, PRIVILEGE_LEVELS, type PrivilegeLevel } from "./instance/settings.ts";
export { type UpdateInstance, updateInstance } from "./instance/update.ts";
export {
  type AcceptAsNewUser,
  type AcceptInvitation,
  acceptAsNewUser,
  acceptInvitation,
  findInvitation,
  type OpenInvitation,
} from "./invitations/accept.ts";
export {
  type InviteMember,
  inviteMember,
  type ListInvitations,
  listInvitations,
  type NewInvitation,
  type RevokeInvitation,
  revokeInvitation,
} from "./invitations/manage.ts";
export type { InvitationView } from "./invitations/view.ts";
export { authenticateKey } from "./keys/authenticate.ts";
export { type CreateKey, createKey } from "./keys/create.ts";
export { findPublicKey } from "./keys/find-public.ts";
export { lendToken } from "./keys/lend.ts";
export { type ListKeys, listKeys, listOwnKeys } from "./keys/list.ts";
export { createPublicKeyCache } from "./keys/public-key-cache.ts";
export { type RevokeKey, revokeKey } from "./keys/revoke.ts";
export type { KeyAccess, KeyView, NewKey } from "./keys/view.ts";
export { type AddMember, addMember } from "./members/add.ts";
export { type ListMembers, listMembers } from "./members/list.ts";
export { type RemoveMember, removeMember } from "./members/remove.ts";
export type { MemberView } from "./members/view.ts";
export { type CreateOrganization, createOrganization } from "./organizations/create.ts";
export { listOpenOrganizations, listOrganizations, type OrganizationView } from "./organizations/list.ts";
export { type SetPlan, setPlan } from "./organizations/set-plan.ts";
export {
  type AskErasure,
  askErasure,
  type DueErasure,
  type ErasureSubject,
  type ErasureView,
  listErasures,
  noteErased,
  noteErasureSubject,
  takeErasure,
} from "./privacy/erasures.ts";
export { readPrivacy } from "./privacy/read.ts";
export { retryRetention, takeRetention } from "./privacy/retention.ts";
export { type CollectionRules, createRulesCache } from "./privacy/rules.ts";
export {
  DOMAIN_RULES,
  ID_RULES,
  NO_CONSENT_PRESET,
  type PrivacySettings,
  SIGNAL_RULES,
} from "./privacy/settings.ts";
export { type UpdatePrivacy, updatePrivacy } from "./privacy/update.ts";
export { type CreateProject, createProject } from "./projects/create.ts";
export { type DeleteProject, deleteProject } from "./projects/delete.ts";
export { type FindProject, findProject } from "./projects/find.ts";
export { listProjects } from "./projects/list.ts";
export { type StartProject, startProject } from "./projects/start.ts";
export { type UpdateProject, updateProject } from "./projects/update.ts";
export type { ProjectDetails } from "./projects/view.ts";
export { askResend, resendAsked } from "./refused/ask-resend.ts";
export { forgetRefused } from "./refused/forget.ts";
export {
  type ListRefused,
  listRefused,
  type RefusedList,
  type RefusedTotal,
  type RefusedView,
} from "./refused/list.ts";
export { type RefusedCount, type RefusedRecord, recordRefused } from "./refused/record.ts";
export {
  type ResendRefused,
  type ResendResult,
  type ResentAnswer,
  type ResentEvent,
  resendRefused,
} from "./refused/resend.ts";
export { sweepRefused } from "./refused/sweep.ts";
export { roleFor } from "./scopes.ts";
export {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  readSetUp,
  renewRecoveryCodes,
  type TotpSetUp,
  type WithCode,
  type WithPassword,
} from "./second-factor/set-up.ts";
export { readSecondFactor, type SecondFactorState } from "./second-factor/state.ts";
export { authenticateSession, type SignedInUser } from "./sessions/authenticate.ts";
export { type ConfirmSignIn, confirmSignIn, WrongCode } from "./sessions/confirm-sign-in.ts";
export { type EndSession, endOtherSessions, endSession, listSessions, type SessionView } from "./sessions/list.ts";
export type { NewSession } from "./sessions/open.ts";
export { type SecondFactorNeeded, type SignedIn, type SignIn, signIn } from "./sessions/sign-in.ts";
export { signOut } from "./sessions/sign-out.ts";
export { type CompleteSetup, completeSetup } from "./setup/complete.ts";
export { isUnused, offerSetup, requireSetup, type SetupLink } from "./setup/link.ts";
export { sweepAccounts } from "./sweep.ts";
export { type CreateUser, createUser } from "./users/create.ts";
export { type DeleteUser, deleteUser } from "./users/delete.ts";
export { type FindUser, findUser } from "./users/find.ts";
export { type ListUsers, listUsers, type UserSummary } from "./users/list.ts";
export { type SetOperator, setOperator } from "./users/set-operator.ts";
export { type ChangePassword, changePassword, type ResetPassword, resetPassword } from "./users/set-password.ts";
export type { UserView } from "./users/view.ts";
