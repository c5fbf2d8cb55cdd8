/** A page that was loaded, and where it lies after redirects. */
export interface LoadedPage {
  url: string;
  status: number;
  body: string;
}

/** A browser without scripts: keeps cookies, follows redirects, sends forms with their hidden fields. */
export interface FormBrowser {
  /** Follows redirects within the origin; a redirect that leaves it is the last page, with status 303 and no body. */
  open(url: string): Promise<LoadedPage>;
  /** The values of its cookies. */
  secrets(): string[];
  /** Sends the form of a page that goes to `action`, with its hidden fields and the given ones. */
  submit(
    page: LoadedPage,
    action: string,
    fields?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<LoadedPage>;
}

const REDIRECTS_MAX = 12;

/** A new profile at one origin; `publicOrigin` is what the browser believes it to be, where a proxy stands between. */
export function openFormBrowser(origin: string, publicOrigin = origin): FormBrowser {
  const cookies = new Map<string, string>();

  async function send(address: string, body: URLSearchParams | null): Promise<LoadedPage> {
    let url = new URL(address, origin);
    let form = body;
    for (let hop = 0; hop < REDIRECTS_MAX; hop += 1) {
      const answer = await fetch(url, {
        redirect: "manual",
        headers: {
          cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
          accept: "text/html",
          origin: publicOrigin,
        },
        ...(form ? { method: "POST", body: form } : {}),
      });
      keep(answer);
      const location = answer.headers.get("location");
      if (location === null) return { url: url.href, status: answer.status, body: await answer.text() };
      await answer.arrayBuffer();
      url = new URL(location, url);
      form = null;
      if (url.origin !== origin) return { url: url.href, status: answer.status, body: "" };
    }
    throw new Error(`Too many redirects, the last one to ${url}`);
  }

  function keep(answer: Response): void {
    for (const text of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = text.split(";")[0]?.split(/=(.*)/s) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  return {
    open: (url) => send(url, null),
    secrets: () => [...cookies.values()],
    submit: (page, action, fields = {}) => {
      const form = hiddenFields(page.body, action);
      for (const [name, values] of Object.entries(fields)) {
        form.delete(name);
        for (const value of [values].flat()) form.append(name, value);
      }
      return send(action, form);
    },
  };
}

function hiddenFields(body: string, action: string): URLSearchParams {
  const form = body.split("<form ").find((part) => part.includes(`action="${action}"`));
  if (form === undefined) throw new Error(`The page has no form that goes to ${action}:\n${body}`);
  const inputs = form.split("</form>")[0]?.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g);
  const fields = new URLSearchParams();
  for (const [, name = "", value = ""] of inputs ?? []) fields.append(name, value);
  return fields;
}
