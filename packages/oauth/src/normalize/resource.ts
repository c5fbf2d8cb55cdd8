/**
 * The canonical resource indicator if `value` means our resource, else null.
 *
 * The library compares `resource` byte for byte with the one stored at authorization, so every spelling becomes one
 * before it gets there: host case and default port (URL parsing), a trailing slash (Mistral; LanternOps/breeze#2363),
 * and the bare origin (clients that take the server's address for the resource).
 */
function canonicalResource(value: string, resource: string): string | null {
  const given = URL.parse(value);
  const own = new URL(resource);
  if (!given || given.origin !== own.origin) return null;
  if (given.username !== "" || given.password !== "" || given.search !== "" || value.includes("#")) return null;
  const path = given.pathname.replace(/\/+$/u, "");
  return path === own.pathname || path === "" ? resource : null;
}

/** Rewrites every `resource` parameter that means ours and folds repetitions; empty ones go, foreign ones stay. */
export function canonicaliseResources(parameters: URLSearchParams, resource: string): void {
  const given = parameters.getAll("resource").filter((value) => value !== "");
  parameters.delete("resource");
  for (const value of new Set(given.map((each) => canonicalResource(each, resource) ?? each))) {
    parameters.append("resource", value);
  }
}
