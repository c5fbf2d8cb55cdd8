import type { EventEmitter } from "node:events";
import type Provider from "oidc-provider";
import type { errors, KoaContextWithOIDC } from "oidc-provider";
import { REQUEST_ID_HEADER } from "./error-page.ts";
import { markOutage } from "./outage.ts";
import { redirectHost } from "./registration/redirects.ts";
import { type AuthorizationStep, describeStep, type Stage, type StepName } from "./steps.ts";

type Context = Pick<KoaContextWithOIDC, "get">;
type Report = (step: AuthorizationStep) => void;

const REUSED = "The refresh token was used again within the grace time.";

/** Reports each step that the library takes. */
export function reportSteps(provider: Provider, report: Report): void {
  provider.on("registration_create.success", (ctx, client) => {
    report(stepOf(ctx, "registered", { flowId: client.clientId, clientId: client.clientId }));
  });
  provider.on("interaction.started", (ctx) => {
    if (ctx.oidc.route === "authorization") report(stepOf(ctx, "authorize_started"));
  });
  provider.on("grant.success", (ctx) => {
    const refreshed = ctx.oidc.params?.grant_type === "refresh_token";
    const errorDetail = ctx.state.refreshTokenReused === true ? REUSED : null;
    report(stepOf(ctx, refreshed ? "refreshed" : "code_exchanged", { errorDetail }));
  });
  provider.on("grant.revoked", (ctx, grantId) => {
    // A replayed code or refresh token ends the grant as well; that is reported as a refusal.
    if (ctx.oidc.route === "revocation") report(stepOf(ctx, "revoked", { flowId: grantId, grantId }));
  });
  reportRefusals(provider, report);
}

/** Marks the running token request: its refresh token was used before, within the grace time. */
export function markReuse(ctx: KoaContextWithOIDC | undefined): void {
  if (ctx) ctx.state.refreshTokenReused = true;
}

function reportRefusals(provider: Provider, report: Report): void {
  function refused(ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void {
    const described = {
      stage: stageOf(ctx),
      error: error.error,
      errorDescription: error.error_description ?? null,
      errorDetail: error.error_detail ?? null,
    };
    report(stepOf(ctx, "refused", described));
  }

  provider.on("registration_create.error", refused);
  provider.on("grant.error", refused);
  provider.on("revocation.error", refused);
  provider.on("authorization.error", (ctx, error) => {
    // A person's no comes back through the resumed request and is reported where it was given.
    if (ctx.oidc.route !== "resume" || error.error !== "access_denied") refused(ctx, error);
  });
  provider.on("server_error", (ctx, error) => {
    markOutage(ctx, error);
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    const described = { error: "server_error", errorDetail: reason, cause: error };
    report(stepOf(ctx, "refused", { stage: stageOf(ctx), ...described }));
  });
  // What nothing else caught; Koa would print it.
  const emitter: EventEmitter = provider;
  emitter.on("error", (error: Error, ctx: Context) => {
    const requestId = ctx.get(REQUEST_ID_HEADER);
    const described = { error: "server_error", errorDetail: error.message, cause: error };
    report(describeStep({ step: "refused", flowId: requestId, requestId, ...described }));
  });
}

function stepOf(ctx: KoaContextWithOIDC, step: StepName, known: Partial<AuthorizationStep> = {}): AuthorizationStep {
  const { Client, Interaction, AccessToken, RefreshToken, AuthorizationCode, Session } = ctx.oidc.entities;
  const token = AccessToken ?? RefreshToken ?? AuthorizationCode;
  const requestId = ctx.get(REQUEST_ID_HEADER);
  const asked: Asked = { ...ctx.oidc.body, ...ctx.oidc.params };
  return describeStep({
    step,
    flowId: token?.grantId ?? Interaction?.cid ?? requestId,
    requestId,
    // Also of a client that is not registered any more: its earlier steps say which one it was.
    clientId: Client?.clientId ?? textOf(asked.client_id),
    clientName: Client?.clientName ?? textOf(asked.client_name),
    redirectHost: hostOf(asked, Client?.redirectUris),
    userId: token?.accountId ?? Session?.accountId ?? null,
    grantId: token?.grantId ?? null,
    ...known,
  });
}

/** What a request says about its client: parameters, or the body of a registration. */
type Asked = Record<string, unknown>;

function hostOf({ redirect_uri, redirect_uris }: Asked, registered: readonly string[] | undefined): string | null {
  const uri =
    textOf(redirect_uri) ?? registered?.[0] ?? (Array.isArray(redirect_uris) ? textOf(redirect_uris[0]) : null);
  return uri === null ? null : redirectHost(uri);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function stageOf({ oidc }: KoaContextWithOIDC): Stage {
  switch (oidc.route) {
    case "registration":
      return "register";
    case "authorization":
    case "resume":
      return "authorize";
    case "revocation":
      return "revoke";
    case "token":
      return oidc.params?.grant_type === "refresh_token" ? "refresh" : "token";
    default:
      return "other";
  }
}
