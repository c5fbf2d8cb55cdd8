const PATH_CHARACTERS_MAX = 500;

/**
 * Where to go after signing in: a path of ours, or `/` for anything that a browser could read as another origin
 * (`//host`, `/\host`, a scheme, control characters).
 */
export function ownPath(next: string | null | undefined, origin: string): string {
  if (!next?.startsWith("/") || next.length > PATH_CHARACTERS_MAX || /[\\\p{Cc}]/u.test(next)) return "/";
  if (!URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  // A path such as /.//host keeps its two slashes when it is written again.
  if (url.origin !== origin || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}

/** Whether a path belongs to an authorization that is under way. */
export function isConnectPath(path: string): boolean {
  return path.startsWith("/connect/");
}
