import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { ownPath } from "../security/next-path.ts";
import { readForm } from "../visit.ts";
import type { Web } from "../web.ts";

/** A form that could not be taken because its session had ended: where it goes, and what was typed, without secrets. */
export interface KeptForm {
  action: string;
  fields: [name: string, value: string][];
}

const Kept = z.object({ action: z.string(), fields: z.array(z.tuple([z.string(), z.string()])) });
/** As a field of another form it is encoded twice over. */
const CHARACTERS_MAX = 16_000;
/** What is never written into a page again, and the token, which belongs to the session that ended. */
const NOT_KEPT = /password|secret|code|confirmation|^key$|^token$/i;

/**
 * What to keep of a posted form; null for one that another site may have posted: nobody is led to send on what they have
 * not typed. Only a browser that says itself that the form is ours counts (Sec-Fetch-Site, or Origin).
 */
export function keptForm(web: Web, request: FastifyRequest): KeptForm | null {
  const { headers, method, url } = request;
  const site = headers["sec-fetch-site"];
  const isOurs = site === undefined ? headers.origin === web.origin : site === "same-origin";
  if (method !== "POST" || !isOurs) return null;
  const fields = [...readForm(request)].filter(([name]) => !NOT_KEPT.test(name));
  const kept = { action: ownPath(url, web.origin), fields };
  return JSON.stringify(kept).length > CHARACTERS_MAX ? null : kept;
}

/** What a sign-in form carries along; null when there is nothing, or nothing that can be read. */
export function readKept(web: Web, form: URLSearchParams): KeptForm | null {
  const text = form.get("kept");
  if (text === null || text.length > CHARACTERS_MAX) return null;
  try {
    const kept = Kept.parse(JSON.parse(text));
    return ownPath(kept.action, web.origin) === kept.action ? kept : null;
  } catch {
    return null;
  }
}
