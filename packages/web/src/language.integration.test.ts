import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { renderErrorPage } from "./error-page.ts";
import { createSpeech } from "./language.ts";
import { clientAsking } from "./testing/recording-interactions.ts";
import { openSite, type Site } from "./testing/site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const speech = createSpeech();
const languageFor = (header: string, cookie = "") => speech({ "accept-language": header, cookie }).text.language;
const numberFor = (header: string, cookie = "") =>
  speech({ "accept-language": header, cookie }).format.number(1234567.5);

test("the language is the most wanted one that there is, English where there is none", () => {
  assert.equal(languageFor("de-AT,de;q=0.9,en;q=0.8"), "de");
  assert.equal(languageFor("en;q=0.4, de;q=0.5"), "de");
  assert.equal(languageFor("fr-FR,fr;q=0.9,de;q=0.3,en;q=0.2"), "de");
  assert.equal(languageFor("de;q=0, en"), "en");
  assert.equal(languageFor("fr"), "en");
  assert.equal(languageFor(""), "en");
  assert.equal(languageFor("*"), "en");
});

test("a header that makes no sense is no failure", () => {
  for (const header of ["de-", "x".repeat(5000), "de;q=x", ",,,", "de_DE", "zz-ZZ", "en-US-x-", "\u0000"]) {
    assert.ok(numberFor(header), header);
  }
});

test("a chosen language wins over the browser's", () => {
  assert.equal(languageFor("en-GB,en", "a=b; heliometer-language=de"), "de");
  assert.equal(languageFor("de", "heliometer-language=en"), "en");
  assert.equal(languageFor("de", "heliometer-language=xx"), "de");
});

test("numbers, dates and money are written as the browser's language and region write them", () => {
  assert.equal(numberFor("en-US,en"), "1,234,567.5");
  assert.equal(numberFor("de-DE,de"), "1.234.567,5");
  assert.equal(numberFor("de-CH,de"), "1'234'567.5");
  assert.equal(numberFor("fr-FR,fr"), "1\u202f234\u202f567,5");
  assert.equal(numberFor("fr-FR,en-GB;q=0.8", "heliometer-language=en"), "1,234,567.5");
  const day = (header: string) => speech({ "accept-language": header }).format.day("2026-11-21T12:00:00Z");
  assert.equal(day("en-US"), "Nov 21, 2026");
  assert.equal(day("en-GB"), "21 Nov 2026");
  assert.equal(day("de-DE"), "21.11.2026");
  const money = (header: string) => speech({ "accept-language": header }).format.money("1234.50", "EUR");
  assert.equal(money("en-US"), "€1,234.50");
  assert.equal(money("de-DE"), "1.234,50\u00a0€");
});

test("signing in, consent, pages of a project and errors speak the browser's language, and say so to screen readers", async () => {
  const project = await site.addProject("Laden");
  const owner = await site.signInAs({ email: "owner@example.com", roles: { [project]: "owner" } });
  site.interactions.current = clientAsking({ boundUserId: owner.userId });
  const headers = { "accept-language": "de-DE,de;q=0.9", cookie: cookiesOf(owner.cookies) };
  const pages: [string, RegExp][] = [
    ["/connect/uid-1", /verbinden\?/],
    [`/projects/${project}`, /Wartet auf den ersten Besuch/],
    [`/projects/${project}/settings`, /Die Woche beginnt am/],
    ["/projects/unknown", /Hier ist nichts/],
  ];
  for (const [url, words] of pages) {
    const { body } = await site.app.inject({ url, headers });
    assert.match(body, /<html lang="de">/, url);
    assert.match(body, words);
  }
  const signIn = await site.app.inject({ url: "/sign-in", headers: { "accept-language": "de" } });
  assert.match(signIn.body, /<h1>Anmelden<\/h1>/);
});

test("a language that was chosen by its link is kept, and the link comes back to the page", async () => {
  const browser = site.browser();
  const { body } = await browser.get("/sign-in?next=%2Faccount");
  const link = /<a href="(\/language\/de\?[^"]+)" lang="de"/.exec(body)?.[1] ?? "";
  const chosen = await browser.get(link.replaceAll("&amp;", "&"));
  assert.equal(chosen.headers.location, "/sign-in?next=%2Faccount");
  assert.match((await browser.get("/sign-in")).body, /<html lang="de">/);
  assert.equal((await browser.get("/language/xx")).statusCode, 404);
  const elsewhere = await browser.get("/language/en?next=https://elsewhere.example/");
  assert.equal(elsewhere.headers.location, "/");
});

test("an error page outside of the pages speaks the browser's language too", () => {
  const page = { status: 404, title: "Nothing here", message: "There is nothing at this address.", requestId: "1" };
  const german = renderErrorPage({ ...page, headers: { "accept-language": "de" } });
  assert.match(german.html, /<html lang="de">/);
  assert.match(german.html, /Unter dieser Adresse gibt es nichts\./);
  assert.match(renderErrorPage(page).html, /There is nothing at this address\./);
});

function cookiesOf(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}
