import { RequestRefused } from "../refusal.ts";
import { canonicaliseResources } from "./resource.ts";

/** Scopes of a stored refresh token, or null when there is none that could be used. */
export type FindRefreshScopes = (refreshToken: string) => Promise<readonly string[] | null>;

/**
 * Makes the form of a token request canonical.
 * @throws RequestRefused `invalid_target` for a foreign resource
 */
export async function normaliseToken(
  body: string,
  { resource, findRefreshScopes }: { resource: string; findRefreshScopes: FindRefreshScopes },
): Promise<string> {
  const form = new URLSearchParams(body);
  canonicaliseResources(form, resource);
  refuseForeignResource(form, resource);
  await fitRefreshScope(form, findRefreshScopes);
  return form.toString();
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
async function fitRefreshScope(form: URLSearchParams, findRefreshScopes: FindRefreshScopes): Promise<void> {
  const scopes = form.getAll("scope");
  const token = form.get("refresh_token");
  if (form.get("grant_type") !== "refresh_token" || token === null || scopes.length !== 1) return;
  const granted = (await findRefreshScopes(token)) ?? [];
  const requested = (scopes[0] ?? "").split(" ");
  const fitting = granted.filter((scope) => requested.includes(scope));
  if (fitting.some((scope) => scope.endsWith(":read"))) form.set("scope", fitting.join(" "));
  else form.delete("scope");
}
