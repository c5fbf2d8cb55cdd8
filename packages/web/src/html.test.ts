import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { html, trustedHtml } from "./html.ts";

test("text is escaped in content and in attributes, and what is HTML already stays", () => {
  const hostile = `"><script>alert('1')</script>&`;
  const inner = html`<b title="${hostile}">${hostile}</b>`;
  const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;";
  assert.equal(String(html`<p>${inner}</p>`), `<p><b title="${escaped}">${escaped}</b></p>`);
});

test("lists are joined, and absent parts leave nothing", () => {
  assert.equal(String(html`${[html`<i>1</i>`, "<", 2]}${null}${undefined}${false}`), "<i>1</i>&lt;2");
  assert.equal(String(html`${trustedHtml("<svg></svg>")}`), "<svg></svg>");
});

test("every value in an attribute of a template stands in double quotes", () => {
  const root = new URL("./", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const templates = files.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  assert.ok(templates.length > 30);
  for (const name of templates) {
    const source = readFileSync(new URL(name, root), "utf8");
    for (const [, template = ""] of source.matchAll(/html`([^`]*)`/g)) {
      assert.doesNotMatch(template, /[a-z-]=(?:\$\{|')/, `${name}: ${template}`);
    }
  }
});
