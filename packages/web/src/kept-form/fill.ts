import { html } from "../html.ts";
import type { KeptForm } from "./kept-form.ts";

/**
 * Writes what was typed into the form of a page that goes to the same address; null when the page has none. The page is
 * one of ours, so every value of an attribute stands in double quotes and no bare ">" in any.
 */
export function fillForm(page: string, { action, fields }: KeptForm): string | null {
  const start = findForm(page, action, fields);
  if (start < 0) return null;
  const end = page.indexOf("</form>", start);
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  const filled = page
    .slice(start, end)
    .replace(/<input\b[^>]*>/g, (tag) => fillInput(tag, values))
    .replace(/(<textarea\b[^>]*>)[^<]*/g, (text, tag: string) => fillText(text, tag, values))
    .replace(/(<select\b[^>]*>)(.*?)(?=<\/select>)/gs, (text, tag: string, options: string) => {
      const chosen = values.get(attribute(tag, "name"));
      return chosen === undefined ? text : `${tag}${options.replace(/<option\b[^>]*>/g, (one) => choose(one, chosen))}`;
    });
  return `${page.slice(0, start)}${filled}${page.slice(end)}`;
}

/** Of several forms with one address the one that has most of the names. */
function findForm(page: string, action: string, fields: KeptForm["fields"]): number {
  let best = { start: -1, known: -1 };
  for (const { index } of page.matchAll(new RegExp(`<form [^>]*action="${literal(escaped(action))}"`, "g"))) {
    const form = page.slice(index, page.indexOf("</form>", index));
    const known = fields.filter(([name]) => form.includes(`name="${escaped(name)}"`)).length;
    if (known > best.known) best = { start: index, known };
  }
  return best.start;
}

function fillInput(tag: string, values: ReadonlyMap<string, string[]>): string {
  const name = attribute(tag, "name");
  const type = attribute(tag, "type");
  const given = values.get(name);
  if (name === "token" || type === "password") return tag;
  if (type === "checkbox" || type === "radio") {
    const bare = tag.replace(/ checked(?=[ >])/g, "");
    const isChosen = given?.some((value) => escaped(value) === attribute(tag, "value")) ?? false;
    return isChosen ? bare.replace(/>$/, " checked>") : bare;
  }
  if (given === undefined) return tag;
  const value = `value="${escaped(given.shift() ?? "")}"`;
  return /\bvalue="/.test(tag) ? tag.replace(/\bvalue="[^"]*"/, () => value) : tag.replace(/>$/, () => ` ${value}>`);
}

function fillText(text: string, tag: string, values: ReadonlyMap<string, string[]>): string {
  const given = values.get(attribute(tag, "name"));
  return given === undefined ? text : `${tag}${escaped(given.shift() ?? "")}`;
}

function choose(option: string, chosen: readonly string[]): string {
  const bare = option.replace(/ selected(?=[ >])/g, "");
  const isChosen = chosen.some((value) => escaped(value) === attribute(option, "value"));
  return isChosen ? bare.replace(/>$/, " selected>") : bare;
}

/** An attribute as it stands in the tag, escaped. */
function attribute(tag: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

function escaped(text: string): string {
  return String(html`${text}`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
