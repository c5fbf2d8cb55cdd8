/** Follows redirects one at a time and keeps cookies by path, as a browser does. */
export interface Browser {
  get(url: string): Promise<Response>;
  post(url: string, body: unknown): Promise<Response>;
  /** Posts a form, as a page of the same origin does. */
  submit(url: string, form: URLSearchParams): Promise<Response>;
  /** Names of the cookies that would go to `url`. */
  cookieNames(url: string): string[];
  /** Values of all cookies, whatever their path. */
  cookieValues(): string[];
}

interface Cookie {
  name: string;
  value: string;
  path: string;
}

export function openBrowser(): Browser {
  let jar: Cookie[] = [];

  async function send(url: string, init: RequestInit): Promise<Response> {
    const cookie = jar
      .filter(({ path }) => covers(path, url))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { ...init.headers, cookie } });
    for (const header of response.headers.getSetCookie()) store(parse(header, url));
    return response;
  }

  function store({ isGone, ...cookie }: Cookie & { isGone: boolean }): void {
    jar = jar.filter(({ name, path }) => name !== cookie.name || path !== cookie.path);
    if (!isGone) jar.push(cookie);
  }

  return {
    get: (url) => send(url, { headers: { accept: "text/html" } }),
    post: (url, body) =>
      send(url, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    submit: (url, form) =>
      send(url, { method: "POST", body: form, headers: { accept: "text/html", origin: new URL(url).origin } }),
    cookieValues: () => jar.map(({ value }) => value),
    cookieNames: (url) => jar.filter(({ path }) => covers(path, url)).map(({ name }) => name),
  };
}

function covers(path: string, url: string): boolean {
  const { pathname } = new URL(url);
  return path === "/" || pathname === path || pathname.startsWith(`${path}/`);
}

function parse(header: string, url: string): Cookie & { isGone: boolean } {
  const [pair = "", ...attributes] = header.split(";").map((part) => part.trim());
  const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
  const path = attributes.find((each) => /^path=/iu.test(each))?.slice("path=".length) ?? new URL(url).pathname;
  return { name, value, path, isGone: /expires=Thu, 01 Jan 1970/iu.test(header) };
}
