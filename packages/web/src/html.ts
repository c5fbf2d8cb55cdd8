import { html as escapingHtml, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** HTML that is safe to put into HTML as it stands. Only `html` and `trustedHtml` make it. */
export type Html = HtmlEscapedString;

type Part = Html | string | number | boolean | null | undefined | readonly Part[];

/**
 * A template: text is escaped, `Html` is kept, lists are joined; null, undefined and booleans leave nothing.
 * Attribute values have to stand in double quotes. The narrow types keep out promises and foreign objects.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return escapingHtml(strings, ...parts) as Html;
}

/** Markup that the program itself wrote, such as a drawing. Never for text that came from outside. */
export function trustedHtml(markup: string): Html {
  return raw(markup) as Html;
}
