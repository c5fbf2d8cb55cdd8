export type StepName =
  | "registered"
  | "authorize_started"
  | "consent_given"
  | "denied"
  | "code_exchanged"
  | "refreshed"
  | "revoked"
  | "refused";

/** One step of an authorization, for the log. Holds no token, code, verifier or secret. */
export interface AuthorizationStep {
  step: StepName;
  /** The same from the authorization request to the last refresh; before that, the id of the client or of the request. */
  flowId: string;
  requestId: string;
  clientId: string | null;
  clientName: string | null;
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

const NOTHING = {
  clientId: null,
  clientName: null,
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
  return { ...NOTHING, ...known };
}
