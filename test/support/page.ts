import assert from "node:assert/strict";
import type { StartedProduct } from "./product.ts";

/** Signs in as a browser without scripts would and returns the session's cookie. */
export async function signInByForm({ origin, demo }: Pick<StartedProduct, "origin" | "demo">): Promise<string> {
  const { email, password } = demo();
  const form = await fetch(`${origin}/sign-in`);
  const fields = (await form.text()).matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g);
  const body = new URLSearchParams({ email, password });
  for (const [, name = "", value = ""] of fields) body.set(name, value);
  const headers = { cookie: cookiesOf(form), origin };
  const answer = await fetch(`${origin}/sign-in`, { method: "POST", redirect: "manual", headers, body });
  assert.equal(answer.status, 303, await answer.text());
  return cookiesOf(answer);
}

/** The HTML of a page that one sees signed in. */
export async function readPage({ origin }: StartedProduct, path: string, cookie: string): Promise<string> {
  const page = await fetch(`${origin}${path}`, { headers: { cookie, accept: "text/html" } });
  assert.equal(page.status, 200, path);
  return page.text();
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
