import type { FastifyInstance, LightMyRequestResponse } from "fastify";

/** Requests like those of a browser: cookies are kept, forms are sent as forms. Redirects are not followed. */
export interface TestBrowser {
  get(path: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  post(path: string, fields: Fields, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Loads the page, takes the token of its first form that goes to `path`, and sends that form. */
  submit(page: string, path: string, fields: Fields): Promise<LightMyRequestResponse>;
  cookies: Map<string, string>;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

export function openTestBrowser(app: FastifyInstance): TestBrowser {
  const cookies = new Map<string, string>();
  const keep = (response: LightMyRequestResponse) => {
    for (const { name, value, expires } of response.cookies) {
      if (value === "" || (expires && expires.getTime() === 0)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const browser: TestBrowser = {
    cookies,
    get: async (path, headers = {}) => keep(await app.inject({ url: path, headers: { cookie: cookie(), ...headers } })),
    post: async (path, fields, headers = {}) =>
      keep(
        await app.inject({
          method: "POST",
          url: path,
          headers: { cookie: cookie(), "content-type": "application/x-www-form-urlencoded", ...headers },
          payload: encode(fields),
        }),
      ),
    submit: async (page, path, fields) => {
      const { body } = await browser.get(page);
      return browser.post(path, { token: tokenOf(body, path), ...fields });
    },
  };
  return browser;
}

/** The token in the form of a page that goes to `action`. */
export function tokenOf(page: string, action: string): string {
  const form =
    page.split("<form ").find((part) => part.includes(`action="${action}"`) && part.includes('name="token"')) ?? "";
  return /name="token" value="([^"]+)"/.exec(form)?.[1] ?? "";
}

function encode(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of typeof values === "string" ? [values] : values) form.append(name, value);
  }
  return form.toString();
}
