import type { FastifyReply } from "fastify";
import type { Exchange } from "../signed-out.ts";
import type { Web } from "../web.ts";
import type { KeptForm } from "./kept-form.ts";
import { showKept } from "./show.ts";

const SEE_OTHER = 303;

/** Where somebody goes who has just signed in: on with the form that was stopped, else to the page that they wanted. */
export async function continueWith(
  web: Web,
  exchange: Exchange,
  { next, kept, cookie }: { next: string; kept: KeptForm | null; cookie: string },
): Promise<FastifyReply> {
  const { reply } = exchange;
  if (kept === null) return reply.redirect(next, SEE_OTHER);
  return showKept(web, exchange, { kept, cookie, status: 200, said: "signedIn" });
}
