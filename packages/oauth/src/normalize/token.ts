import { RequestRefused } from "../refusal.ts";
import type { Renewal, Renewals } from "../store/renewal.ts";
import { canonicaliseResources } from "./resource.ts";

/** A token request in its canonical form. */
export interface CanonicalToken {
  body: string;
  /** What the store holds for the refresh token of the request; null for any other request. */
  renewal: Renewal | null;
}

/**
 * Makes the form of a token request canonical.
 * @throws RequestRefused `invalid_target` for a foreign resource
 */
export async function normaliseToken(
  body: string,
  { resource, readRenewal }: { resource: string; readRenewal: Renewals["read"] },
): Promise<CanonicalToken> {
  const form = new URLSearchParams(body);
  canonicaliseResources(form, resource);
  refuseForeignResource(form, resource);
  const [token, another] = form.getAll("refresh_token");
  const isRenewal = form.get("grant_type") === "refresh_token" && token !== undefined && another === undefined;
  const renewal = isRenewal ? await readRenewal(token) : null;
  if (isRenewal) fitRefreshScope(form, renewal);
  return { body: form.toString(), renewal };
}

/** Before the library sees it: on refresh it consumes the token first and finds the foreign resource afterwards. */
function refuseForeignResource(form: URLSearchParams, resource: string): void {
  if (form.getAll("resource").every((value) => value === resource)) return;
  throw new RequestRefused({
    status: 400,
    error: "invalid_target",
    description: `This server issues tokens for ${resource} only.`,
  });
}

/**
 * Narrows the `scope` of a refresh to what was granted, and drops it when nothing is left: then the full set is meant.
 * A client that repeats its first request would otherwise get `invalid_scope` after its person unticked a scope, and
 * both MCP SDKs stop there instead of asking again.
 */
function fitRefreshScope(form: URLSearchParams, renewal: Renewal | null): void {
  const scopes = form.getAll("scope");
  if (scopes.length !== 1) return;
  const granted = renewal ? scopesOf(renewal) : [];
  const requested = (scopes[0] ?? "").split(" ");
  const fitting = granted.filter((scope) => requested.includes(scope));
  if (fitting.some((scope) => scope.endsWith(":read"))) form.set("scope", fitting.join(" "));
  else form.delete("scope");
}

function scopesOf({ token }: Renewal): readonly string[] {
  const { scope }: { scope?: string } = JSON.parse(token.payload);
  return scope?.split(" ") ?? [];
}
