import type { IncomingHttpHeaders } from "node:http";
import { createFormat, type Format } from "./format.ts";
import { de } from "./text/de/text.ts";
import { en } from "./text/en/text.ts";
import type { Text } from "./text/text.ts";

/** Every language of the pages; the first is spoken to those who read none of them. */
const TEXTS: readonly Text[] = [en, de];
/** Not `__Host-`: it is no secret, and a choice that another host of the domain sets does no harm. */
const COOKIE = "heliometer-language";
const TAGS_MAX = 20;
const FORMATS_MAX = 200;

/** The words of one request, and how its reader writes numbers, dates and money. */
export interface Speech {
  text: Text;
  format: Format;
}

/** What a choice of language is made from. */
export type SpeechHeaders = Pick<IncomingHttpHeaders, "accept-language" | "cookie">;

/** The languages to choose from, by code and by the name that each has for itself. */
export const LANGUAGES = TEXTS.map(({ language, languageName }) => ({ language, name: languageName }));

/** The name of the cookie that keeps a choice, and how long it does. */
export const LANGUAGE_COOKIE = { name: COOKIE, maxAgeSeconds: 400 * 86_400 };

/**
 * Chooses words and formats for requests. A chosen language wins over the browser's; numbers and dates are written as
 * the browser's own language and region write them, so that 1,234.5 is never read as something else.
 */
export function createSpeech(): (headers: SpeechHeaders) => Speech {
  const formats = new Map<string, Format>();
  return (headers) => {
    const tags = acceptedTags(headers["accept-language"]);
    const chosen = chosenLanguage(headers.cookie);
    const text = textIn(chosen) ?? tags.map((tag) => textIn(languageOf(tag))).find((found) => found) ?? en;
    const locale = localeFor(text.language, chosen, tags);
    const key = `${text.language} ${locale}`;
    const format = formats.get(key) ?? createFormat(text, locale);
    // Browsers send a handful of tags; a stranger may send any number of them.
    if (formats.size >= FORMATS_MAX) formats.clear();
    formats.set(key, format);
    return { text, format };
  };
}

/** Whether a language is one of ours. */
export function isLanguage(language: string): boolean {
  return textIn(language) !== undefined;
}

/** The language that a person chose; null when they did not, or when it is none of ours. */
function chosenLanguage(cookie: string | undefined): string | null {
  const value = new RegExp(`(?:^|;\\s*)${COOKIE}=([a-z-]+)`).exec(cookie ?? "")?.[1];
  return value !== undefined && isLanguage(value) ? value : null;
}

/** A chosen language is kept to, with the browser's region of it; else the browser's first tag decides. */
function localeFor(language: string, chosen: string | null, tags: readonly string[]): string {
  if (chosen !== null) return tags.find((tag) => languageOf(tag) === chosen) ?? chosen;
  return tags[0] ?? language;
}

/** The tags of an Accept-Language header that dates can be written in, most wanted first (RFC 9110, 12.5.4). */
function acceptedTags(header: string | undefined): string[] {
  const weighted = (header ?? "").split(",", TAGS_MAX).map((part, place) => {
    const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    return { tag, place, weight: quality === undefined ? 1 : Number(quality) || 0 };
  });
  return weighted
    .filter(({ tag, weight }) => weight > 0 && isKnownTag(tag))
    .sort((one, other) => other.weight - one.weight || one.place - other.place)
    .map(({ tag }) => tag);
}

function isKnownTag(tag: string): boolean {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag)) return false;
  return Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0;
}

function textIn(language: string | null): Text | undefined {
  return TEXTS.find((text) => text.language === language);
}

function languageOf(tag: string): string {
  return tag.split("-")[0]?.toLowerCase() ?? "";
}
