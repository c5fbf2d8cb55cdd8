import assert from "node:assert/strict";
import { type Browser, openBrowser } from "./browser.ts";

const STEPS_MAX = 12;

interface Form {
  action: string;
  fields: URLSearchParams;
  html: string;
}

export interface PersonOptions {
  email: string;
  password: string;
  /** Answers no instead of yes. */
  declines?: boolean;
  /** Goes on with the cookies of an earlier visit. */
  browser?: Browser;
}

/**
 * A person whose browser runs no scripts: follows an authorization request, signs in where asked, ticks everything and
 * approves. Resolves with the first address outside of the server, which is not opened.
 */
export async function answerConsent(authorizationUrl: string, person: PersonOptions): Promise<URL> {
  const browser = person.browser ?? openBrowser();
  const { origin } = new URL(authorizationUrl);
  let response = await browser.get(authorizationUrl);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const location = response.headers.get("location");
    if (location !== null) {
      const next = new URL(location, response.url);
      if (next.origin !== origin) return next;
      response = await browser.get(next.href);
      continue;
    }
    const page = await response.text();
    assert.equal(response.status, 200, page.slice(0, 2_000));
    response = await submit(browser, { url: response.url, page }, person);
  }
  assert.fail(`Still on the server after ${STEPS_MAX} steps: ${response.url}`);
}

function submit(
  browser: Browser,
  { url, page }: { url: string; page: string },
  { email, password, declines = false }: PersonOptions,
): Promise<Response> {
  const forms = readForms(page);
  const signIn = forms.find(({ html }) => /type="password"/u.test(html));
  if (signIn) {
    signIn.fields.set("email", email);
    signIn.fields.set("password", password);
    return browser.submit(new URL(signIn.action, url).href, signIn.fields);
  }
  const consent = forms.find(({ html }) => /name="decision"/u.test(html));
  assert.ok(consent, `No form to go on with: ${page.slice(0, 2_000)}`);
  consent.fields.set("decision", declines ? "deny" : "approve");
  return browser.submit(new URL(consent.action, url).href, consent.fields);
}

/** The forms of a page with their hidden fields, and with every box ticked. */
function readForms(page: string): Form[] {
  return [...page.matchAll(/<form\b[^>]*>.*?<\/form>/gsu)].map(([html]) => {
    const fields = new URLSearchParams();
    for (const [input] of html.matchAll(/<input\b[^>]*>/gu)) {
      const name = attribute(input, "name");
      if (name && /type="(?:hidden|checkbox)"/u.test(input)) fields.append(name, attribute(input, "value") ?? "on");
    }
    return { action: attribute(html, "action") ?? "", fields, html };
  });
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`, "u").exec(tag)?.[1];
  return value?.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'") ?? null;
}
