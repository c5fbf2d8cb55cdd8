import type { FastifyRequest } from "fastify";
import { PATHS } from "./addresses.ts";
import { queryOf } from "./forward.ts";
import { redirectHost } from "./registration/redirects.ts";
import type { AuthorizationStep, Stage } from "./steps.ts";

const STAGES: Readonly<Record<string, Stage>> = {
  [PATHS.authorize]: "authorize",
  [PATHS.token]: "token",
  [PATHS.register]: "register",
  [PATHS.revoke]: "revoke",
};

/** What a request that the library never saw says about its client, for the log alone: none of it is checked. */
export function describeRequest(
  request: FastifyRequest,
): Pick<AuthorizationStep, "stage" | "clientId" | "clientName" | "redirectHost"> {
  const path = request.url.split("?", 1)[0] ?? "";
  const stage = STAGES[path] ?? "other";
  const body = typeof request.body === "string" ? request.body : "";
  const claims =
    stage === "register" ? readRegistration(body) : readParameters(stage === "authorize" ? queryOf(request) : body);
  const isRefresh = claims.grantType === "refresh_token";
  return {
    stage: stage === "token" && isRefresh ? "refresh" : stage,
    clientId: claims.clientId,
    clientName: claims.clientName,
    redirectHost: claims.redirectUri === null ? null : redirectHost(claims.redirectUri),
  };
}

interface Claims {
  clientId: string | null;
  clientName: string | null;
  redirectUri: string | null;
  grantType: string | null;
}

function readParameters(text: string): Claims {
  const parameters = new URLSearchParams(text);
  return {
    clientId: parameters.get("client_id"),
    clientName: null,
    redirectUri: parameters.get("redirect_uri"),
    grantType: parameters.get("grant_type"),
  };
}

function readRegistration(text: string): Claims {
  const nothing = { clientId: null, clientName: null, redirectUri: null, grantType: null };
  try {
    const { client_name: name, redirect_uris: uris } = Object(JSON.parse(text));
    const first: unknown = Array.isArray(uris) ? uris[0] : null;
    return {
      ...nothing,
      clientName: typeof name === "string" ? name : null,
      redirectUri: typeof first === "string" ? first : null,
    };
  } catch {
    return nothing;
  }
}
