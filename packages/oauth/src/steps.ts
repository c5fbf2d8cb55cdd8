export type StepName =
  | "registered"
  | "authorize_started"
  | "consent_given"
  | "denied"
  | "code_exchanged"
  | "refreshed"
  | "revoked"
  | "refused";

/** Where in an authorization a step belongs; `other` is a request that no endpoint could take. */
export type Stage = "register" | "authorize" | "consent" | "token" | "refresh" | "revoke" | "other";

/** One step of an authorization, for the log. Holds no token, code, verifier or secret. */
export interface AuthorizationStep {
  step: StepName;
  stage: Stage;
  /** The same from the authorization request to the last refresh; before that, the id of the client or of the request. */
  flowId: string;
  requestId: string;
  clientId: string | null;
  clientName: string | null;
  /** Where the client wants its person sent, as host and port. */
  redirectHost: string | null;
  userId: string | null;
  grantId: string | null;
  /** OAuth error code of a refusal, such as `invalid_grant`. */
  error: string | null;
  /** What the client was told. */
  errorDescription: string | null;
  /** What was really wrong; the client is not told. For `refreshed`: that the token was used again within the grace time. */
  errorDetail: string | null;
  /** The exception behind a `server_error`. */
  cause: unknown;
}

const STAGES: Readonly<Record<StepName, Stage>> = {
  registered: "register",
  authorize_started: "authorize",
  consent_given: "consent",
  denied: "consent",
  code_exchanged: "token",
  refreshed: "refresh",
  revoked: "revoke",
  // Refusals happen everywhere; whoever reports one says where.
  refused: "other",
};

const NOTHING = {
  clientId: null,
  clientName: null,
  redirectHost: null,
  userId: null,
  grantId: null,
  error: null,
  errorDescription: null,
  errorDetail: null,
  cause: null,
};

/** A step with the fields that are known. */
export function describeStep(
  known: Partial<AuthorizationStep> & Pick<AuthorizationStep, "step" | "flowId" | "requestId">,
): AuthorizationStep {
  return { ...NOTHING, stage: STAGES[known.step], ...known };
}
