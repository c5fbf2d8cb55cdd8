import fc from "fast-check";

const HOSTS = [
  "evil.example",
  "evil.example:8443",
  "xn--clude-6ib.ai",
  "claude.ai.evil.example",
  "evil.example.",
  "[2001:db8::1]",
];
const REGISTERED_HOST = "claude.ai";
const PATHS = ["/api/mcp/auth_callback", "/callback", "/", "", "//evil.example/", "/%2e%2e/x", "/..;/x"];

const host = fc.constantFrom(...HOSTS);
const path = fc.constantFrom(...PATHS);
const word = fc.string({ minLength: 1, maxLength: 12 });

/** Redirect URIs that nobody may register, each hostile by the way it is made. */
export const hostileRegistrations: fc.Arbitrary<string> = fc.oneof(
  // Schemes that a browser runs, or that leave the web.
  fc
    .tuple(
      fc.constantFrom(
        "javascript",
        "data",
        "vbscript",
        "file",
        "blob",
        "about",
        "ftp",
        "ws",
        "chrome",
        "intent",
        "view-source",
      ),
      fc.constantFrom(":", "://", ":/"),
      word,
    )
    .map((parts) => parts.join("")),
  // Plain http to anything but loopback, loopback look-alikes among them.
  fc
    .tuple(
      fc.constantFrom("http://", "HTTP://", "hTTp://", "http:/", "http:"),
      fc.oneof(
        host,
        fc.constantFrom(
          "localhost.evil.example",
          "127.0.0.1.nip.io",
          "127.0.0.2",
          "0.0.0.0",
          "localhos",
          "[::]",
          "[::2]",
        ),
        fc.tuple(fc.constantFrom("localhost", "127.0.0.1"), host).map(([loopback, evil]) => `${loopback}@${evil}`),
      ),
      path,
    )
    .map((parts) => parts.join("")),
  // https with something that a person or a parser misreads.
  fc
    .tuple(
      fc.constantFrom("@", ":pw@", "%40x@", "\\@", "\\", "*.", "#", " ", "\t", "\u202e", "\u3002", "\u0000"),
      host,
      path,
    )
    .map(([trick, evil, rest]) => `https://${REGISTERED_HOST}${trick}${evil}${rest}`),
  fc.tuple(host, path, word).map(([evil, rest, fragment]) => `https://${evil}${rest}#${fragment}`),
  fc.tuple(host, path).map(([evil, rest]) => `https:${evil}${rest}`),
  fc.tuple(host, path).map(([evil, rest]) => `//${evil}${rest}`),
  // Custom schemes that belong to no editor, or to one at another place.
  fc
    .tuple(
      fc.constantFrom("evil://", "cursor://", "cursor:", "vscode:", "CURSOR://", "vscode-insider://", "com.evil:/"),
      word,
    )
    .map(([scheme, rest]) => `${scheme}${rest}`),
  fc
    .string({ maxLength: 60 })
    .filter((text) => !/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])|vscode)/u.test(text)),
  fc.integer({ min: 2_001, max: 4_000 }).map((length) => `https://evil.example/${"a".repeat(length)}`),
);

/** Changes of a registered redirect URI that a browser may follow elsewhere; never the URI itself. */
export function changedRedirects(registered: string): fc.Arbitrary<string> {
  const url = new URL(registered);
  const at = fc.integer({ min: 0, max: registered.length });
  const changed = fc.oneof(
    fc.tuple(at, word).map(([index, text]) => registered.slice(0, index) + text + registered.slice(index)),
    fc
      .tuple(at, fc.integer({ min: 1, max: 8 }))
      .map(([index, count]) => registered.slice(0, index) + registered.slice(index + count)),
    at.map((index) => {
      const letter = registered.charAt(index);
      const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
      return registered.slice(0, index) + other + registered.slice(index + 1);
    }),
    at.map((index) => {
      const code = registered.charCodeAt(index).toString(16).padStart(2, "0");
      return `${registered.slice(0, index)}%${code}${registered.slice(index + 1)}`;
    }),
    host.map((evil) => registered.replace(url.host, evil)),
    host.map((evil) => registered.replace(url.host, `${url.host}@${evil}`)),
    host.map((evil) => registered.replace(url.host, `${url.host}.${evil}`)),
    host.map((evil) => registered.replace(url.host, `${evil}\\@${url.host}`)),
    path.map((other) => registered.replace(url.pathname, other)),
    path.map((other) => `${registered}${other}`),
    fc
      .constantFrom("/", "//", "/.", "/..", "/%2e%2e", "?x=1", "#x", "%00", "%0d%0aLocation:%20x", ";x", "&x")
      .map((end) => registered + end),
    fc
      .constantFrom("http:", "HTTPS:", "javascript:", "https:/", "")
      .map((scheme) => registered.replace(url.protocol, scheme)),
    fc
      .constantFrom(":443", ":8443", ":0", ":", ":99999")
      .map((port) => registered.replace(url.host, `${url.hostname}${port}`)),
    word,
  );
  return changed.filter((uri) => uri !== registered);
}
