import type { FastifyReply } from "fastify";
import { badNotice } from "../components/bad-notice.ts";
import { notice } from "../components/notice.ts";
import { type Html, html } from "../html.ts";
import type { Exchange } from "../signed-out.ts";
import type { Web } from "../web.ts";
import { fillForm } from "./fill.ts";
import type { KeptForm } from "./kept-form.ts";

const MAIN = '<main id="content">\n';
const SEE_OTHER = 303;

interface Shown {
  kept: KeptForm;
  /** The cookies of the session whose page it is. */
  cookie: string;
  status: number;
  /** What happened, as a sentence. */
  said: "signedIn" | "stale";
}

/**
 * The page that a kept form stands on, with everything in it that was typed. The page is the form's own address, or the
 * nearest above it that has the form; where there is none, the browser goes to the nearest page there is.
 */
export async function showKept(web: Web, { request, reply }: Exchange, shown: Shown): Promise<FastifyReply> {
  const { kept, cookie, status, said } = shown;
  const words = web.speech(request.headers).text.errors.kept;
  const place = said === "signedIn" ? notice(words.signedIn) : badNotice(words.stale);
  for (const url of placesOf(kept.action)) {
    const headers = { ...request.headers, cookie };
    // Not a second post of the form, and nothing that belongs to the body of the first.
    delete headers["content-length"];
    delete headers["content-type"];
    const page = await request.server.inject({ url, headers });
    const filled = page.statusCode === 200 ? fillForm(page.body, kept) : null;
    if (filled !== null) return sendFilled(reply, { page, filled, status, place: html`${place}` });
  }
  return reply.redirect(placesOf(kept.action).at(-1) ?? "/", SEE_OTHER);
}

function sendFilled(
  reply: FastifyReply,
  { page, filled, status, place }: { page: { headers: object }; filled: string; status: number; place: Html },
): FastifyReply {
  const policy: unknown = Reflect.get(page.headers, "content-security-policy");
  if (typeof policy === "string") reply.header("content-security-policy", policy);
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(filled.replace(MAIN, () => `${MAIN}${String(place)}\n`));
}

/** The address itself, then what is left of it without its last part, and so on, down to two parts. */
function placesOf(action: string): string[] {
  const parts = (action.split("?")[0] ?? "").split("/").filter((part) => part !== "");
  return parts.map((_part, index) => `/${parts.slice(0, parts.length - index).join("/")}`);
}
