export type { ClientDocuments } from "./documents/advertise.ts";
export { newSigningKeys } from "./keys.ts";
export type { Decision, ErrorPage, InteractionDetails, Interactions, OauthOptions } from "./options.ts";
export { registerOauth } from "./register.ts";
export type { AuthorizationStep, StepName } from "./steps.ts";
export { type SweepResult, sweepOauth } from "./sweep.ts";
